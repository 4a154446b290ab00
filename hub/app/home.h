#pragma once
// Where the program's own files are: scripts, plugins, policies.

#include <string>
#include <vector>

#include "hub/base/field.h"

namespace patchbay::app {

/// Folders that ship with the program.
struct Home {
  std::string scripts;   ///< Lua partners
  std::string plugins;   ///< native partners (.so)
  std::string policies;  ///< policy files
};

/// Beside the running program when it stands in a build folder of the source tree
/// (build/<preset>/patchbay), else the installed places below /usr. PATCHBAY_HOME, when set, names
/// a folder that holds scripts, plugins and policies.
Home find_home();

/// The same, unless the configuration (paths.…) names others.
Home configured_home(const FieldValues& values, Home shipped);

/// Every folder of scripts that holds a partner: names whose <P>_API_URL alone makes a partner.
std::vector<std::string> shipped_plugs(const Home& home);

/// The path of the running program.
std::string program_path();

}  // namespace patchbay::app
