// The meta file for the Lua language server (https://luals.github.io/wiki/annotations).

#include "adapters/lua/helper_table.h"
#include "adapters/lua/reference.h"
#include "hub/base/money.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::string_view word_of_null = "null";

std::string class_of(const HelperGroup& group) {
  return group.kind == "object" ? "Call" : group.kind == "type" ? group.name : group.name + "lib";
}

std::string fields_text(const HelperGroup& group) {
  std::string text;
  for (const Helper& field : group.fields)
    text += "---@field " + field.name + (field.is_optional ? "? " : " ") + field.type + " " +
            field.doc + "\n";
  return text;
}

/// `owner` with its dot or colon, or empty for a global.
std::string function_text(const std::string& owner, const Helper& function) {
  std::string text = "---" + function.doc + "\n";
  if (!function.example.empty()) text += "---```lua\n---" + function.example + "\n---```\n";
  std::string names;
  for (const Helper& parameter : function.parameters) {
    text += "---@param " + parameter.name + (parameter.is_optional ? "? " : " ") + parameter.type +
            "\n";
    names += (names.empty() ? "" : ", ") + parameter.name;
  }
  for (const std::string& type : function.returns)
    if (type != "nil") text += "---@return " + type + "\n";
  return text + "function " + owner + function.name + "(" + names + ") end\n\n";
}

std::string library_text(const HelperGroup& group) {
  std::string text = "---" + group.doc + "\n---@class " + class_of(group) + "\n" +
                     fields_text(group) + group.name + " = {}\n\n";
  for (const Helper& function : group.functions) text += function_text(group.name + ".", function);
  return text;
}

std::string class_text(const HelperGroup& group) {
  const std::string name = class_of(group);
  std::string text = "---" + group.doc + "\n---@class " + name + "\n" + fields_text(group) +
                     "local " + name + " = {}\n\n";
  for (const Helper& function : group.functions) text += function_text(name + ":", function);
  return text;
}

std::string globals_text(const HelperGroup& group) {
  std::string text;
  for (const Helper& function : group.functions)
    // LuaLS knows Lua's own functions of that name.
    if (function.name != "pairs" && function.name != "pcall" && function.name != "tostring" &&
        function.name != "require")
      text += function_text("", function);
  return text + "---@class null\n" + std::string(word_of_null) + " = {}\n\n";
}

std::string currencies_text() {
  std::string text;
  for (const auto& code : currency_codes())
    text +=
        "---@param amount integer|string\n---@return Money\nfunction " + code + "(amount) end\n";
  return text;
}

}  // namespace

std::string lua_stubs() {
  std::string text =
      "---@meta\n-- What partner scripts of Patchbay can use; made by: patchbay lua stubs\n\n";
  for (const HelperGroup& group : helper_groups()) {
    if (group.kind == "library") text += library_text(group);
    if (group.kind == "object" || group.kind == "type") text += class_text(group);
    if (group.kind == "globals") text += globals_text(group);
  }
  return text + currencies_text();
}

}  // namespace patchbay::adapters::lua
