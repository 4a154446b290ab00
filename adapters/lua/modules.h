#pragma once
// The files that a partner's script may `require`: read once, when the plug is loaded.

#include <map>
#include <string>
#include <vector>

#include "adapters/lua/vm.h"

namespace patchbay::adapters::lua {

constexpr std::size_t modules_max = 64;
constexpr std::size_t modules_bytes_max = 1024 * 1024;

/// By name; immutable, so that no call ever mixes files of two versions.
using Modules = std::map<std::string, Source, std::less<>>;

/// Lower-case letters, digits and "_".
bool is_module_name(std::string_view name);

/// The *.lua files in `folder` but partner.lua and sandbox.lua, and those in the folder `lib`
/// beside it; of a name that both have it is the partner's own. Files with other names are left
/// out. Errors: invalid: too many, too large, or one that does not compile, with file and line.
Result<Modules> read_modules(const std::string& folder);

/// Adds `require` to the globals at the top. A file runs once a run, in an environment of its own;
/// what it returns is what every require of it gives. `modules` outlives the state.
void add_require(lua_State* state, const Modules& modules);
/// Forgets what ran, for the next run.
void forget_modules(lua_State* state);

}  // namespace patchbay::adapters::lua
