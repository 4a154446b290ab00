#include "adapters/lua/rule_words.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "hub/base/money.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr int decimals_max = 9;
constexpr std::int64_t decimals_scale = 1'000'000'000;
constexpr std::int64_t per_cent = 100;
constexpr std::uint64_t compare_units = 1'000;  // two names, letter by letter
constexpr std::size_t name_bytes_max = 64;      // of a name in an error
constexpr std::array rule_words{"percent", "times", "ratio"};

int push_ratio(lua_State* thread, Ratio ratio) {
  const auto numerator = static_cast<std::uint64_t>(ratio.numerator);
  const std::uint64_t size = ratio.numerator < 0 ? -numerator : numerator;
  const auto common = static_cast<std::int64_t>(  // divides the denominator: it fits
      std::gcd(size, static_cast<std::uint64_t>(ratio.denominator)));
  lua_createtable(thread, 0, 2);
  lua_pushinteger(thread, ratio.numerator / common);
  lua_setfield(thread, -2, "numerator");
  lua_pushinteger(thread, ratio.denominator / common);
  lua_setfield(thread, -2, "denominator");
  return 1;
}

/// percent (of a hundred) and times (of one): a whole number, or decimals as text.
template <std::int64_t whole>
int make_factor(lua_State* thread) {
  const std::string word = whole == per_cent ? "percent" : "times";
  const std::string as_text = word + (whole == per_cent ? " \"2.5\"" : " \"1.2\"");
  if (lua_gettop(thread) == 1 && lua_isinteger(thread, 1))
    return push_ratio(thread, {lua_tointeger(thread, 1), whole});
  if (lua_gettop(thread) == 1 && lua_type(thread, 1) == LUA_TSTRING) {
    const auto scaled = parse_minor(check_text(thread, 1), decimals_max);
    if (!scaled) throw ErrorException(scaled.error().in(word));
    return push_ratio(thread, {*scaled, whole * decimals_scale});
  }
  if (lua_gettop(thread) == 1 && lua_type(thread, 1) == LUA_TNUMBER)
    fail("a number with decimals is written as text: " + as_text);
  fail(word + " takes one whole number or one text: " + word + "(2), " + as_text);
}

int make_ratio(lua_State* thread) {
  if (lua_gettop(thread) != 2 || !lua_isinteger(thread, 1) || !lua_isinteger(thread, 2))
    fail(
        "ratio takes two whole numbers: ratio(6, 5); a number with decimals is written as text: "
        "times \"1.2\"");
  const Ratio ratio{lua_tointeger(thread, 1), lua_tointeger(thread, 2)};
  if (ratio.denominator <= 0)
    fail("the second number of ratio must be above zero, not " + std::to_string(ratio.denominator));
  return push_ratio(thread, ratio);
}

/// Upvalue: the words. Currencies are found here too: a table of them all would cost each state.
int find_word(lua_State* thread) {
  if (lua_type(thread, 2) != LUA_TSTRING) fail("unknown name");
  const std::string_view name = check_text(thread, 2);
  if (push_money_constructor(thread, name, Groups::accept)) return 1;
  const auto& words =
      *static_cast<const std::vector<std::string>*>(lua_touserdata(thread, lua_upvalueindex(1)));
  std::vector<std::string> candidates(rule_words.begin(), rule_words.end());
  candidates.insert(candidates.end(), words.begin(), words.end());
  Fence::of(thread).charge(thread, candidates.size() * compare_units);
  const std::string shown = clean_text(name, name_bytes_max);
  const auto meant = nearest(shown, candidates);
  fail("unknown name \"" + shown + "\"" + (meant ? "; did you mean \"" + *meant + "\"?" : ""));
}

}  // namespace

Result<std::string> without_groups(std::string_view text) {
  if (text.find(',') == std::string_view::npos) return std::string(text);
  const std::size_t begin = text.starts_with('-') ? 1 : 0;
  const std::size_t end = std::min(text.find('.'), text.size());
  const auto groups = split(text.substr(begin, end - begin), ',');
  // A first group of zero is a decimal comma: "0,005".
  bool fits = !groups.front().empty() && groups.front().size() <= 3 && groups.front()[0] != '0' &&
              text.find(',', end) == std::string_view::npos;
  for (std::size_t i = 1; i < groups.size(); ++i) fits = fits && groups[i].size() == 3;
  if (!fits)
    return invalid("\"" + clean_text(text, 40) +
                   "\" is not an amount: a comma stands before each three digits of thousands and "
                   "a point before the decimals, as in \"5,000\" or \"1,234,567.50\"");
  std::string plain(text);
  std::erase(plain, ',');
  return plain;
}

void add_rule_words(lua_State* state, const std::vector<std::string>& words) {
  constexpr std::array functions{luaL_Reg{"percent", &guarded<make_factor<per_cent>>},
                                 luaL_Reg{"times", &guarded<make_factor<1>>},
                                 luaL_Reg{"ratio", &guarded<make_ratio>}};
  add_functions(state, functions);
  lua_createtable(state, 0, 1);
  lua_pushlightuserdata(state, const_cast<std::vector<std::string>*>(&words));
  lua_pushcclosure(state, &guarded<find_word>, 1);
  lua_setfield(state, -2, "__index");
  lua_setmetatable(state, -2);
}

}  // namespace patchbay::adapters::lua
