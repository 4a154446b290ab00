// AUD(20), AUD "19.95": exact amounts, one constructor for every known currency.

#include <string>

#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "hub/base/money.h"

namespace patchbay::adapters::lua {
namespace {

std::int64_t read_minor(lua_State* thread, const Currency& currency) {
  if (lua_isinteger(thread, 1)) {
    const Ratio to_minor{currency.minor_per_major(), 1};
    return multiply(lua_tointeger(thread, 1), to_minor, Rounding::floor).value();
  }
  if (lua_type(thread, 1) == LUA_TSTRING)
    return parse_minor(check_text(thread, 1), currency.exponent).value();
  const std::string code(currency.text());
  if (lua_type(thread, 1) == LUA_TNUMBER)
    throw ErrorException(
        invalid("an amount with decimals is written as text: " + code + " \"19.95\""));
  throw ErrorException(
      invalid(code + " takes a whole number or a text: " + code + "(20), " + code + " \"19.95\""));
}

int make_amount(lua_State* thread) {
  const Currency currency = find_currency(check_text(thread, lua_upvalueindex(1))).value();
  const std::int64_t minor = read_minor(thread, currency);
  lua_createtable(thread, 0, 2);
  push_text(thread, currency.text());
  lua_setfield(thread, -2, "currency");
  lua_pushinteger(thread, minor);
  lua_setfield(thread, -2, "minor");
  return 1;
}

}  // namespace

bool push_money_constructor(lua_State* thread, std::string_view code) {
  if (!find_currency(code)) return false;
  push_text(thread, code);
  lua_pushcclosure(thread, &guarded<make_amount>, 1);
  return true;
}

}  // namespace patchbay::adapters::lua
