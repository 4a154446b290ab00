#pragma once
// The names that a fenced script may use, asked of the fence itself.

#include <map>
#include <set>
#include <string>

namespace patchbay::adapters::lua {

struct LibraryNames {
  /// Global names with the members of those that are tables; functions have none.
  std::map<std::string, std::set<std::string>> globals;
  std::set<std::string> call_methods;  ///< what may follow "call:"
};

/// Of a partner.lua. Money constructors (AUD, …) are not listed: see is_money_constructor().
const LibraryNames& library_names();
/// Whether the hub knows a currency of that code.
bool is_money_constructor(const std::string& name);

}  // namespace patchbay::adapters::lua
