#include "adapters/lua/secret_value.h"

#include <cstring>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::adapters::lua {
namespace {

const char* const secret_mark = "patchbay.secret";

int wipe(lua_State* thread) {
  ::explicit_bzero(lua_touserdata(thread, 1), lua_rawlen(thread, 1));
  return 0;
}

/// Of two values of which at least one is a secret.
int join_secrets(lua_State* thread) {
  const Material left = check_material(thread, 1);
  const Material right = check_material(thread, 2);
  std::string text;
  text.reserve(left.text.size() + right.text.size());  // no copy stays behind in a smaller block
  text.append(left.text).append(right.text);
  const Secret joined(std::move(text));
  push_secret(thread, joined.reveal());
  return 1;
}

void push_mark(lua_State* thread) {
  if (luaL_newmetatable(thread, secret_mark) == 0) return;
  lua_pushliteral(thread, "secret");
  lua_setfield(thread, -2, "__name");
  lua_pushcfunction(thread, &guarded<join_secrets>);
  lua_setfield(thread, -2, "__concat");
  lua_pushcfunction(thread, &wipe);
  lua_setfield(thread, -2, "__gc");
  lua_pushboolean(thread, false);
  lua_setfield(thread, -2, "__metatable");
}

}  // namespace

void push_secret(lua_State* thread, std::string_view text) {
  if (text.size() > secret_bytes_max) throw ErrorException(invalid("a secret has 64 KiB at most"));
  Fence::of(thread).charge(thread, 16);
  void* bytes = lua_newuserdatauv(thread, text.size(), 0);
  if (!text.empty()) std::memcpy(bytes, text.data(), text.size());
  push_mark(thread);
  lua_setmetatable(thread, -2);
}

std::optional<std::string_view> secret_text(lua_State* thread, int index) {
  const void* bytes = luaL_testudata(thread, index, secret_mark);
  if (!bytes) return std::nullopt;
  return std::string_view(static_cast<const char*>(bytes), lua_rawlen(thread, index));
}

Material check_material(lua_State* thread, int index) {
  if (const auto secret = secret_text(thread, index)) return {*secret, true};
  return {check_text(thread, index), false};
}

void push_material(lua_State* thread, std::string_view text, bool is_secret) {
  if (is_secret)
    push_secret(thread, text);
  else
    push_text(thread, text);
}

const char* shown_type(lua_State* thread, int index) {
  return secret_text(thread, index) ? "secret" : luaL_typename(thread, index);
}

}  // namespace patchbay::adapters::lua
