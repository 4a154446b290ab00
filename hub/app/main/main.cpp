#include <cstdio>
#include <cstdlib>

#include "adapters/plug_threads.h"
#include "hub/app/command_line.h"

int main(int count, char** words) {
  const int status = patchbay::app::run_command_line(count, words);
  if (patchbay::adapters::plug_threads_left() == 0) return status;
  // A plug's code still runs: nothing static may go under it, of the hub or of the plug.
  std::fflush(nullptr);
  std::_Exit(status);
}
