// xml: documents to tables and back, and finding one's way in them.

#include <array>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/xml_values.h"
#include "hub/base/result.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t path_bytes_max = 512;

int decode(lua_State* thread) {
  push_xml(thread, check_text(thread, 1));
  return 1;
}

int encode(lua_State* thread) {
  push_text(thread, xml_document(thread, 1, Secrets::refuse));
  return 1;
}

/// Whether the element at the top is called so, with or without its prefix.
bool is_called(lua_State* thread, std::string_view wanted) {
  bool is = false;
  if (lua_istable(thread, -1)) {
    if (lua_rawgeti(thread, -1, 1) == LUA_TSTRING) {
      const std::string_view name = check_text(thread, -1);
      const std::size_t colon = name.rfind(':');
      is = name == wanted || (colon != std::string_view::npos && name.substr(colon + 1) == wanted);
    }
    lua_pop(thread, 1);
  }
  return is;
}

/// Pushes the `from`th or a later child of the element at `index` that is called so; its position.
/// 0, and nothing pushed: there is none.
lua_Integer push_child(lua_State* thread, int index, std::string_view name, lua_Integer from) {
  const auto length = static_cast<lua_Integer>(lua_rawlen(thread, index));
  for (lua_Integer i = from; i <= length; ++i) {
    Fence::of(thread).charge(thread, 4);
    lua_rawgeti(thread, index, i);
    if (is_called(thread, name)) return i;
    lua_pop(thread, 1);
  }
  return 0;
}

std::vector<std::string_view> check_steps(lua_State* thread) {
  luaL_checktype(thread, 1, LUA_TTABLE);
  const std::string_view path = check_text(thread, 2);
  if (path.empty() || path.size() > path_bytes_max)
    throw ErrorException(invalid("a path in XML is such as \"Body/Response/Code\""));
  return split(path, '/');
}

/// Pushes the first element at the path of argument 2 under argument 1; false: there is none.
bool push_found(lua_State* thread) {
  const auto steps = check_steps(thread);
  lua_settop(thread, 2);  // the path's text is still in use
  lua_pushvalue(thread, 1);
  for (const std::string_view name : steps) {
    if (push_child(thread, lua_gettop(thread), name, 2) == 0) return false;
    lua_remove(thread, -2);
  }
  return true;
}

int find(lua_State* thread) {
  if (!push_found(thread)) lua_pushnil(thread);
  return 1;
}

/// All children called so of the first element at the path before it.
int all(lua_State* thread) {
  auto steps = check_steps(thread);
  const std::string_view last = steps.back();
  steps.pop_back();
  lua_settop(thread, 2);
  lua_pushvalue(thread, 1);
  bool is_there = true;
  for (const std::string_view name : steps) {
    is_there = push_child(thread, lua_gettop(thread), name, 2) != 0;
    if (!is_there) break;
    lua_remove(thread, -2);
  }
  const int parent = lua_gettop(thread);
  lua_newtable(thread);
  mark_array(thread);
  lua_Integer count = 0;
  for (lua_Integer at = 1; is_there && (at = push_child(thread, parent, last, at + 1)) != 0;)
    lua_rawseti(thread, parent + 1, ++count);
  return 1;
}

/// The element's own texts, together; without a path those of the element itself.
int text(lua_State* thread) {
  if (lua_isnoneornil(thread, 2)) {
    luaL_checktype(thread, 1, LUA_TTABLE);
    lua_settop(thread, 1);
  } else if (!push_found(thread)) {
    lua_pushnil(thread);
    return 1;
  }
  const int element = lua_gettop(thread);
  std::string joined;
  const auto length = static_cast<lua_Integer>(lua_rawlen(thread, element));
  for (lua_Integer i = 2; i <= length; ++i) {
    Fence::of(thread).charge(thread, 2);
    if (lua_rawgeti(thread, element, i) == LUA_TSTRING) {
      Fence::of(thread).charge(thread, lua_rawlen(thread, -1) / 4);
      joined += check_text(thread, -1);
    }
    lua_pop(thread, 1);
  }
  push_text(thread, joined);
  return 1;
}

}  // namespace

void add_xml(lua_State* state) {
  constexpr std::array functions{luaL_Reg{"decode", &guarded<decode>},
                                 luaL_Reg{"encode", &guarded<encode>},
                                 luaL_Reg{"find", &guarded<find>}, luaL_Reg{"all", &guarded<all>},
                                 luaL_Reg{"text", &guarded<text>}};
  add_library(state, "xml", functions);
}

}  // namespace patchbay::adapters::lua
