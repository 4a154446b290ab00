// AUD(20), AUD "19.95": exact amounts, one constructor for every known currency; and money, which
// turns what partners write into minor units and back.

#include <array>
#include <string>

#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/rule_words.h"
#include "hub/base/money.h"

namespace patchbay::adapters::lua {
namespace {

/// The first argument: whole major units, or decimals as text.
std::int64_t read_minor(lua_State* thread, const Currency& currency, Groups groups) {
  if (lua_isinteger(thread, 1)) {
    const Ratio to_minor{currency.minor_per_major(), 1};
    return multiply(lua_tointeger(thread, 1), to_minor, Rounding::floor).value();
  }
  if (lua_type(thread, 1) == LUA_TSTRING) {
    const std::string_view text = check_text(thread, 1);
    if (groups == Groups::refuse) return parse_minor(text, currency.exponent).value();
    return parse_minor(without_groups(text).value(), currency.exponent).value();
  }
  const std::string code(currency.text());
  if (lua_type(thread, 1) == LUA_TNUMBER)
    throw ErrorException(
        invalid("an amount with decimals is written as text: " + code + " \"19.95\""));
  throw ErrorException(
      invalid(code + " takes a whole number or a text: " + code + "(20), " + code + " \"19.95\""));
}

template <Groups groups>
int make_amount(lua_State* thread) {
  const Currency currency = find_currency(check_text(thread, lua_upvalueindex(1))).value();
  const std::int64_t minor = read_minor(thread, currency, groups);
  lua_createtable(thread, 0, 2);
  push_text(thread, currency.text());
  lua_setfield(thread, -2, "currency");
  lua_pushinteger(thread, minor);
  lua_setfield(thread, -2, "minor");
  return 1;
}

/// money.minor("19.95", "AUD") is 1995.
int to_minor(lua_State* thread) {
  const Currency currency = find_currency(check_text(thread, 2)).value();
  lua_pushinteger(thread, read_minor(thread, currency, Groups::refuse));
  return 1;
}

/// money.text(1995, "AUD") is "19.95"; so is money.text(AUD "19.95").
int to_decimals(lua_State* thread) {
  if (lua_istable(thread, 1)) {
    lua_settop(thread, 1);
    lua_getfield(thread, 1, "currency");
    lua_getfield(thread, 1, "minor");
    lua_replace(thread, 1);
  }
  if (!lua_isinteger(thread, 1))
    throw ErrorException(invalid("money.text takes whole minor units: money.text(1995, \"AUD\")"));
  const Currency currency = find_currency(check_text(thread, 2)).value();
  push_text(thread, format_minor(lua_tointeger(thread, 1), currency.exponent));
  return 1;
}

int exponent(lua_State* thread) {
  lua_pushinteger(thread, find_currency(check_text(thread, 1)).value().exponent);
  return 1;
}

}  // namespace

void add_money(lua_State* state) {
  constexpr std::array functions{luaL_Reg{"minor", &guarded<to_minor>},
                                 luaL_Reg{"text", &guarded<to_decimals>},
                                 luaL_Reg{"exponent", &guarded<exponent>}};
  add_library(state, "money", functions);
}

bool push_money_constructor(lua_State* thread, std::string_view code, Groups groups) {
  if (!find_currency(code)) return false;
  push_text(thread, code);
  lua_pushcclosure(thread,
                   groups == Groups::accept ? &guarded<make_amount<Groups::accept>>
                                            : &guarded<make_amount<Groups::refuse>>,
                   1);
  return true;
}

}  // namespace patchbay::adapters::lua
