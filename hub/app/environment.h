#pragma once
#include <map>
#include <string>

namespace patchbay::app {

/// The environment of the process.
std::map<std::string, std::string> process_environment();
/// One variable, or an empty text.
std::string environment_value(const char* name);

}  // namespace patchbay::app
