#pragma once
// Where the program's own files are: scripts, plugins, the first policies.

#include <string>
#include <vector>

#include "hub/base/field.h"

namespace patchbay::app {

/// Folders that ship with the program.
struct Home {
  std::string scripts;   ///< Lua partners
  std::string plugins;   ///< native partners (.so)
  std::string policies;  ///< what a new programme begins with
};

/// PATCHBAY_HOME, when set, names a folder that holds scripts, plugins and examples/policies; else
/// they are where the running program says.
Home find_home();

/// Of the program <prefix>/bin/patchbay, below the prefix where `cmake --install` puts them; of
/// <source>/build/<preset>/patchbay, in the source tree and beside the program.
Home find_home(const std::string& program);
/// The same where the configuration (paths.scripts, …) names no other folders.
Home configured_home(const FieldValues& values, Home home);

/// Every folder of scripts that holds a partner: names whose <P>_API_URL alone makes a partner.
std::vector<std::string> shipped_plugs(const Home& home);

/// The path of the running program.
std::string program_path();

}  // namespace patchbay::app
