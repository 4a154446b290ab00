#include "hub/app/command_line.h"

int main(int count, char** words) { return patchbay::app::run_command_line(count, words); }
