// json: text to values and back; numbers that are not whole stay texts.

#include <array>
#include <boost/json/serialize.hpp>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/values.h"
#include "hub/http/json.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::uint64_t bytes_per_unit = 2;

int encode(lua_State* thread) {
  luaL_checkany(thread, 1);
  push_text(thread, boost::json::serialize(to_json(thread, 1)));
  return 1;
}

int decode(lua_State* thread) {
  const std::string_view text = check_text(thread, 1);
  Fence::of(thread).charge(thread, text.size() / bytes_per_unit);
  push_json(thread, parse_json(text).value());
  return 1;
}

}  // namespace

void add_json(lua_State* state) {
  constexpr std::array functions{luaL_Reg{"encode", &guarded<encode>},
                                 luaL_Reg{"decode", &guarded<decode>}};
  add_library(state, "json", functions);
}

}  // namespace patchbay::adapters::lua
