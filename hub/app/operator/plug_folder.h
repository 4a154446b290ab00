#pragma once
// What the tools for engineers share: one plug, found by name or path, loaded without a hub.

#include <memory>
#include <optional>
#include <string>

#include "adapters/plug.h"
#include "hub/app/home.h"

namespace CLI {
class App;
}

namespace patchbay::app {

/// Flags of every such command.
struct PlugFlags {
  std::optional<std::string> config_file;  ///< --config: where its folders are
  std::string partner;                     ///< a name, or the path of a folder or .so
  bool json = false;                       ///< --json
};
/// Adds a command with these flags to the group.
CLI::App* add_plug_command(CLI::App& group, PlugFlags& flags, const char* name, const char* help);

struct PlugFolder {
  std::string folder;  ///< holds cases/ and sandbox.lua
  std::string file;    ///< partner.lua or the .so
  bool is_native = false;

  /// The name of the folder: what a sandbox calls the partner.
  std::string name() const;
  /// Folders among which load_partners() and the sandbox find it, and by which name.
  Home home(Home others) const;
  std::string plug() const;
};

/// The folders of the program, or those that the configuration names.
Result<Home> home_of(const PlugFlags& flags);
/// By name: scripts/<name>/partner.lua, else plugins/<name>.so with its cases in scripts/<name>.
/// Else by path: a folder with partner.lua, or with <its name>.so there or in build/, or a .so.
/// Errors: not_found: what was looked for, and how to build or make it.
Result<PlugFolder> find_plug(const std::string& partner, const Home& home);
/// Of a command, among home_of() its flags.
Result<PlugFolder> find_plug(const PlugFlags& flags);
/// Loads it. Errors: those of the hosts.
Result<std::shared_ptr<adapters::Plug>> load_plug(const PlugFolder& found);

/// Where the tools keep what they know from one command to the next (the last try): paths.data when
/// it can be written, else $XDG_STATE_HOME/patchbay or ~/.local/state/patchbay.
Result<std::string> tools_folder(const PlugFlags& flags);

}  // namespace patchbay::app
