#include "hub/policy/fields.h"

#include <algorithm>

#include "hub/base/text.h"

namespace patchbay::policy {
namespace {

constexpr std::size_t text_bytes_max = 100;
constexpr std::size_t partners_max = 20;

std::string quoted(std::string_view text) { return "\"" + clean_text(text, text_bytes_max) + "\""; }

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= text_bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

}  // namespace

Fields::Fields(const adapters::lua::Declaration& declaration, std::vector<std::string> known)
    : declaration_(declaration) {
  const auto* table = declaration.value.if_object();
  if (!table) {
    // An empty Lua table may arrive as an array; then every field is missing and is said so.
    if (const auto* list = declaration.value.if_array(); !list || !list->empty())
      refuse("write its fields by name, as in " + declaration.name + " { " + known.front() +
             " = … }");
    return;
  }
  table_ = *table;
  for (const auto& [name, value] : table_) {
    if (std::find(known.begin(), known.end(), std::string_view(name)) != known.end()) continue;
    const auto meant = nearest(name, known);
    refuse("unknown field " + quoted(name) +
           (meant ? "; did you mean " + quoted(*meant) + "?"
                  : "; the fields are " + join(known, ", ")));
  }
}

void Fields::refuse(const std::string& what) {
  if (!error_) error_ = invalid(declaration_.where + ": " + declaration_.name + ": " + what);
}

const boost::json::value* Fields::find(std::string_view name, const std::string& wanted) {
  const auto* value = table_.if_contains(name);
  if (!value) refuse("the field " + quoted(name) + " is missing; it must be " + wanted);
  return value;
}

std::string Fields::text(std::string_view name) {
  static const std::string wanted =
      "a text in quotation marks of at most " + std::to_string(text_bytes_max) + " characters";
  const auto* value = find(name, wanted);
  if (!value) return {};
  const auto* text = value->if_string();
  if (text && !text->empty() && text->size() <= text_bytes_max) return std::string(*text);
  refuse("the field " + quoted(name) + " must be " + wanted);
  return {};
}

std::string Fields::id(std::string_view name) {
  std::string value = text(name);
  if (!error_ && !is_id(value))
    refuse("the field " + quoted(name) + " is " + quoted(value) +
           "; use only lower-case letters, digits and _");
  return value;
}

std::int64_t Fields::integer(std::string_view name, std::int64_t minimum) {
  const std::string wanted = "a whole number of at least " + std::to_string(minimum);
  const auto* value = find(name, wanted);
  if (!value) return minimum;
  if (value->is_int64() && value->get_int64() >= minimum) return value->get_int64();
  refuse("the field " + quoted(name) + " must be " + wanted);
  return minimum;
}

Money Fields::money(std::string_view name) {
  static const std::string wanted = "an amount of money above zero, such as USD(20)";
  Money money{1, {}};
  const auto* value = find(name, wanted);
  if (!value) return money;
  const auto* table = value->if_object();
  const auto* code = table ? table->if_contains("currency") : nullptr;
  const auto* minor = table ? table->if_contains("minor") : nullptr;
  if (!code || !code->is_string() || !minor || !minor->is_int64() || minor->get_int64() <= 0) {
    refuse("the field " + quoted(name) + " must be " + wanted);
    return money;
  }
  const auto currency = find_currency(std::string_view(code->get_string()));
  if (!currency) {
    refuse(currency.error().message);
    return money;
  }
  return {minor->get_int64(), *currency};
}

std::vector<std::string> Fields::ids(std::string_view name) {
  static const std::string wanted = "a list such as { \"first\", \"second\" }";
  std::vector<std::string> found;
  const auto* value = find(name, wanted);
  if (!value) return found;
  const auto* list = value->if_array();
  if (!list || list->empty() || list->size() > partners_max) {
    refuse("the field " + quoted(name) + " must be " + wanted + " with 1 to " +
           std::to_string(partners_max) + " entries");
    return found;
  }
  for (const auto& entry : *list) {
    const auto* text = entry.if_string();
    if (!text || !is_id(std::string_view(*text))) {
      refuse("the field " + quoted(name) + " must be " + wanted);
      return found;
    }
    if (std::find(found.begin(), found.end(), std::string_view(*text)) != found.end())
      refuse("the field " + quoted(name) + " names " + quoted(*text) + " twice");
    found.emplace_back(*text);
  }
  return found;
}

bool Fields::flag(std::string_view name) {
  const auto* value = table_.if_contains(name);
  if (!value) return false;
  if (const auto* flag = value->if_bool()) return *flag;
  refuse("the field " + quoted(name) + " must be true or false");
  return false;
}

}  // namespace patchbay::policy
