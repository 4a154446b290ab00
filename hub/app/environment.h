#pragma once
#include <string>

namespace patchbay::app {

/// One variable of the process's environment, or an empty text.
std::string environment_value(const char* name);

}  // namespace patchbay::app
