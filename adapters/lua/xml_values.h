#pragma once
// XML elements as Lua tables: { "voucher", id = "7", { "code", "ABC" }, "text" }.

#include <lua.hpp>
#include <string>
#include <string_view>

#include "adapters/lua/values.h"

namespace patchbay::adapters::lua {

/// Pushes the root element of an XML text. Costs budget. Throws ErrorException.
void push_xml(lua_State* thread, std::string_view text);
/// The document whose root is the element at `index`. Costs budget. Throws ErrorException, naming
/// the element that is wrong.
std::string xml_document(lua_State* thread, int index, Secrets secrets);

}  // namespace patchbay::adapters::lua
