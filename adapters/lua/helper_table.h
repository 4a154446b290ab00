#pragma once
// The declarations of adapters/lua/helpers/*.json, read once.

#include <string>
#include <vector>

namespace patchbay::adapters::lua {

struct Helper {
  std::string name;
  std::string type;  ///< of a field or parameter, as LuaLS writes it
  std::string doc;
  std::string example;
  bool is_optional = false;
  std::vector<Helper> parameters;    ///< of a function
  std::vector<std::string> returns;  ///< of a function; empty: nothing
};

/// A library, the `call` object, a type, or the globals.
struct HelperGroup {
  std::string name;
  std::string kind;  ///< "library", "object", "type", "globals" or "stock"
  std::string doc;
  std::string notes;
  std::vector<Helper> fields, functions;
  std::vector<std::string> stock;  ///< functions of Lua itself
};

/// In the order of the page. A file that does not fit is a defect: it throws ErrorException.
const std::vector<HelperGroup>& helper_groups();

}  // namespace patchbay::adapters::lua
