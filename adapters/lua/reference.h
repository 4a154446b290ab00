#pragma once
// What a partner script can use, by its one declaration (adapters/lua/helpers/*.json): the page for
// people, the stubs for editors, the names for lint.

#include <string>
#include <vector>

namespace patchbay::adapters::lua {

/// docs/lua.md.
std::string lua_reference();
/// A meta file of the Lua language server (LuaLS): an editor that reads it completes and checks
/// `call:` and the libraries.
std::string lua_stubs();

/// "require", "json.encode", "call.get", "Reply.expect": all names that are declared, in order.
std::vector<std::string> declared_names();
/// The same, as a partner script finds them behind its fence.
std::vector<std::string> reachable_names();

}  // namespace patchbay::adapters::lua
