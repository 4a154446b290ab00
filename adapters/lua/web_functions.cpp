// json, url and time: what a partner's script needs to speak with a server.

#include <array>
#include <boost/json/serialize.hpp>
#include <string>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/values.h"
#include "hub/base/clock.h"
#include "hub/http/json.h"
#include "hub/http/message.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::uint64_t bytes_per_unit = 4;  // of text that is parsed or escaped

std::string_view charged_text(lua_State* thread, int index) {
  const std::string_view text = check_text(thread, index);
  Fence::of(thread).charge(thread, text.size() / bytes_per_unit);
  return text;
}

int json_encode(lua_State* thread) {
  luaL_checkany(thread, 1);
  push_text(thread, boost::json::serialize(to_json(thread, 1)));
  return 1;
}

int json_decode(lua_State* thread) {
  push_json(thread, parse_json(charged_text(thread, 1)).value());
  return 1;
}

int url_escape(lua_State* thread) {
  push_text(thread, http::percent_encode(charged_text(thread, 1)));
  return 1;
}

/// url.path("vouchers", id): "/vouchers/<id, escaped>".
int url_path(lua_State* thread) {
  std::string path;
  for (int i = 1; i <= lua_gettop(thread); ++i)
    path += "/" + http::percent_encode(charged_text(thread, i));
  push_text(thread, path.empty() ? "/" : path);
  return 1;
}

int time_to_text(lua_State* thread) {
  push_text(thread, to_rfc3339(Timestamp{luaL_checkinteger(thread, 1)}));
  return 1;
}

int time_parse(lua_State* thread) {
  lua_pushinteger(thread, parse_timestamp(check_text(thread, 1)).value().micros);
  return 1;
}

void add_library(lua_State* state, const char* name, std::span<const luaL_Reg> functions) {
  lua_newtable(state);
  add_functions(state, functions);
  make_read_only(state);
  lua_setfield(state, -2, name);
}

}  // namespace

void add_web(lua_State* state) {
  constexpr std::array json{luaL_Reg{"encode", &guarded<json_encode>},
                            luaL_Reg{"decode", &guarded<json_decode>}};
  constexpr std::array url{luaL_Reg{"escape", &guarded<url_escape>},
                           luaL_Reg{"path", &guarded<url_path>}};
  constexpr std::array time{luaL_Reg{"text", &guarded<time_to_text>},
                            luaL_Reg{"parse", &guarded<time_parse>}};
  add_library(state, "json", json);
  add_library(state, "url", url);
  add_library(state, "time", time);
}

}  // namespace patchbay::adapters::lua
