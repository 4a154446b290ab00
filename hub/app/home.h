#pragma once
// Where the program's own files are: scripts, plugins, policies.

#include <string>
#include <vector>

namespace patchbay::app {

/// Folders that ship with the program.
struct Home {
  std::string scripts;   ///< Lua partners
  std::string plugins;   ///< native partners (.so)
  std::string policies;  ///< policy files
};

/// PATCHBAY_HOME, when set, names a folder that holds scripts, plugins and policies; else they are
/// where the running program says.
Home find_home();

/// Of the program <prefix>/bin/patchbay, below the prefix where `cmake --install` puts them; of
/// <source>/build/<preset>/patchbay, in the source tree and beside the program.
Home find_home(const std::string& program);

/// Every folder of scripts that holds a partner: names whose <P>_API_URL alone makes a partner.
std::vector<std::string> shipped_plugs(const Home& home);

/// The path of the running program.
std::string program_path();

}  // namespace patchbay::app
