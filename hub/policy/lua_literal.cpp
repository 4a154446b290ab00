#include "hub/policy/lua_literal.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "hub/base/money.h"
#include "hub/policy/written.h"

namespace patchbay::policy {
namespace {

namespace json = boost::json;
using Kind = LuaToken::Kind;

/// Bytes that are no plain characters as three digits, so that what follows is never one of them.
std::string quoted(std::string_view text) {
  std::string all = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      (all += '\\') += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      const std::string digits = std::to_string(byte);
      all += "\\" + std::string(3 - digits.size(), '0') + digits;
    } else {
      all += c;
    }
  }
  return all + "\"";
}

std::string money_literal(const Money& money) {
  const std::string word(money.currency.text());
  if (const auto major = money.currency.minor_per_major(); money.minor % major == 0)
    return word + "(" + std::to_string(money.minor / major) + ")";
  return word + " \"" + format_minor(money.minor, money.currency.exponent) + "\"";
}

std::string list_literal(const json::array& list) {
  std::string all = "{";
  for (const auto& value : list) all += (all.size() == 1 ? " " : ", ") + lua_literal(value);
  return all + (list.empty() ? "}" : " }");
}

bool is_word(std::string_view name) {
  return name == "true" || name == "false" || name == "nil" || find_currency(name);
}

/// AUD(20), AUD "20.00", AUD("5,000").
bool spells_money(const LuaText& text, std::span<const LuaToken> tokens, const Money& money) {
  const bool has_brackets = tokens.size() == 4 && text.spelled(tokens[1]) == "(";
  if (!has_brackets && tokens.size() != 2) return false;
  if (text.spelled(tokens[0]) != money.currency.text()) return false;
  const LuaToken& argument = tokens[has_brackets ? 2 : 1];
  if (argument.kind != Kind::number && argument.kind != Kind::text) return false;
  const auto spelled = text.spelled(argument);
  std::string amount(argument.kind == Kind::text ? unquoted(spelled) : spelled);
  std::erase(amount, ',');
  const auto minor = parse_minor(amount, money.currency.exponent);
  return minor && *minor == money.minor;
}

}  // namespace

std::string lua_literal(const json::value& value) {
  if (const auto money = money_of(value)) return money_literal(*money);
  if (const auto* number = value.if_int64()) return std::to_string(*number);
  if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
  if (const auto* text = value.if_string()) return quoted(*text);
  if (const auto* list = value.if_array()) return list_literal(*list);
  return "nil";
}

bool is_literal(const LuaText& text, std::span<const LuaToken> tokens) {
  static constexpr std::string_view punctuation = "{}()[]=,;";
  if (tokens.empty() || text.spelled(tokens.front()) != "{") return false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto spelled = text.spelled(tokens[i]);
    const bool names_field = i + 1 < tokens.size() && text.spelled(tokens[i + 1]) == "=";
    if (tokens[i].kind == Kind::name && !names_field && !is_word(spelled)) return false;
    if (tokens[i].kind == Kind::symbol &&
        (spelled.size() != 1 || punctuation.find(spelled) == std::string_view::npos))
      return false;
  }
  return true;
}

bool spells(const LuaText& text, std::span<const LuaToken> tokens, const json::value& value) {
  if (tokens.empty()) return false;
  if (const auto money = money_of(value)) return spells_money(text, tokens, *money);
  if (tokens.size() != 1) return false;
  const auto spelled = text.spelled(tokens.front());
  switch (tokens.front().kind) {
    case Kind::number: return value.is_int64() && spelled == std::to_string(value.get_int64());
    case Kind::text: return value.is_string() && unquoted(spelled) == value.get_string();
    case Kind::name: return value.is_bool() && spelled == (value.get_bool() ? "true" : "false");
    case Kind::symbol: break;
  }
  return false;
}

}  // namespace patchbay::policy
