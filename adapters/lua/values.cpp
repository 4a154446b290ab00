#include "adapters/lua/values.h"

#include <algorithm>
#include <array>
#include <boost/json/serializer.hpp>
#include <string>
#include <vector>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/secret_value.h"
#include "hub/base/result.h"

namespace patchbay::adapters::lua {
namespace {

constexpr int depth_max = 32;
constexpr std::size_t text_bytes_max = 8 * 1024 * 1024;  // of one value: the same text may stand in
                                                         // it many times
constexpr std::uint64_t bytes_per_unit = 2;              // copied, and later written out
const char* const array_mark = "patchbay.array";

/// Where a value stands: written out for errors only.
struct Place {
  const Place* above;
  std::string_view name;  ///< empty: the index counts
  std::size_t index = 0;  ///< from 1; 0: the root
};

std::string path_of(const Place& place) {
  if (!place.above) return {};
  const std::string above = path_of(*place.above);
  if (place.index > 0) return above + "[" + std::to_string(place.index) + "]";
  return (above.empty() ? "" : above + ".") + std::string(place.name);
}

[[noreturn]] void refuse(const Place& place, const std::string& why) {
  const std::string path = path_of(place);
  throw ErrorException(invalid((path.empty() ? "the value" : "\"" + path + "\"") + " " + why));
}

bool is_marked(lua_State* thread, int index) {
  if (lua_getmetatable(thread, index) == 0) return false;
  luaL_getmetatable(thread, array_mark);
  const bool same = lua_rawequal(thread, -1, -2) != 0;
  lua_pop(thread, 2);
  return same;
}

class Reader {
 public:
  Reader(lua_State* thread, Functions functions, Secrets secrets)
      : thread_(thread), functions_(functions), secrets_(secrets) {}

  boost::json::value read(int index, const Place& place, int depth) {
    Fence::of(thread_).charge(thread_, 4);
    switch (lua_type(thread_, index)) {
      case LUA_TNIL: return nullptr;
      case LUA_TBOOLEAN: return lua_toboolean(thread_, index) != 0;
      case LUA_TNUMBER: return read_number(index, place);
      case LUA_TSTRING: return take_text(check_text(thread_, index), place);
      case LUA_TTABLE: return read_table(index, place, depth);
      case LUA_TLIGHTUSERDATA: return nullptr;
      case LUA_TUSERDATA: return read_secret(index, place);
      default: refuse(place, std::string("is a ") + luaL_typename(thread_, index));
    }
  }

 private:
  boost::json::string take_text(std::string_view text, const Place& place) {
    count_text(text, place);
    return boost::json::string(text);
  }

  void count_text(std::string_view text, const Place& place) {
    bytes_ += text.size();
    if (bytes_ > text_bytes_max) refuse(place, "makes the whole longer than 8 MiB");
    Fence::of(thread_).charge(thread_, text.size() / bytes_per_unit);
  }

  boost::json::value read_secret(int index, const Place& place) {
    const auto secret = secret_text(thread_, index);
    if (!secret) refuse(place, std::string("is a ") + luaL_typename(thread_, index));
    if (secrets_ == Secrets::refuse)
      refuse(place, "is a secret; it goes into a request only: in headers, query, json, form, xml");
    return take_text(*secret, place);
  }

  boost::json::value read_number(int index, const Place& place) {
    if (lua_isinteger(thread_, index)) return std::int64_t{lua_tointeger(thread_, index)};
    refuse(place,
           "is a number with a fraction, which the hub refuses; use whole minor units, or text "
           "such as \"39.55\"");
  }

  boost::json::value read_table(int index, const Place& place, int depth) {
    if (depth >= depth_max) refuse(place, "is nested too deep (32 levels at most)");
    luaL_checkstack(thread_, 8, "value");
    const auto length = static_cast<lua_Integer>(lua_rawlen(thread_, index));
    if (length > 0 || is_marked(thread_, index)) return read_array(index, place, depth, length);
    return read_object(index, place, depth);
  }

  /// Members in order of name, so that the same table always gives the same text.
  boost::json::value read_object(int index, const Place& place, int depth) {
    std::vector<std::string_view> names;  // the table holds the texts
    lua_pushnil(thread_);
    while (lua_next(thread_, index) != 0) {
      if (lua_type(thread_, -2) != LUA_TSTRING)
        refuse(place, "mixes names with positions, or its positions have gaps");
      if (functions_ != Functions::skip || !lua_isfunction(thread_, -1))
        names.push_back(check_text(thread_, -2));
      lua_pop(thread_, 1);
    }
    std::sort(names.begin(), names.end());
    boost::json::object object;
    object.reserve(names.size());
    for (const std::string_view name : names) {
      count_text(name, place);
      push_text(thread_, name);
      lua_rawget(thread_, index);
      object.emplace(name, read(lua_gettop(thread_), Place{&place, name}, depth + 1));
      lua_pop(thread_, 1);
    }
    return object;
  }

  boost::json::value read_array(int index, const Place& place, int depth, lua_Integer length) {
    lua_Integer members = 0;
    lua_pushnil(thread_);
    while (lua_next(thread_, index) != 0) {
      lua_pop(thread_, 1);
      ++members;
    }
    Fence::of(thread_).charge(thread_, static_cast<std::uint64_t>(members));
    if (members != length) refuse(place, "mixes names with positions, or its positions have gaps");
    boost::json::array array;
    array.reserve(static_cast<std::size_t>(length));
    for (lua_Integer i = 1; i <= length; ++i) {
      lua_rawgeti(thread_, index, i);
      array.push_back(
          read(lua_gettop(thread_), Place{&place, {}, static_cast<std::size_t>(i)}, depth + 1));
      lua_pop(thread_, 1);
    }
    return array;
  }

  lua_State* thread_;
  Functions functions_;
  Secrets secrets_;
  std::size_t bytes_ = 0;
};

void push_nested(lua_State* thread, const boost::json::value& value, bool in_array) {
  luaL_checkstack(thread, 8, "value");
  Fence::of(thread).charge(thread, 4);
  switch (value.kind()) {
    case boost::json::kind::null:
      in_array ? lua_pushlightuserdata(thread, nullptr) : lua_pushnil(thread);
      break;
    case boost::json::kind::bool_: lua_pushboolean(thread, value.get_bool()); break;
    case boost::json::kind::int64: lua_pushinteger(thread, value.get_int64()); break;
    case boost::json::kind::uint64: push_text(thread, std::to_string(value.get_uint64())); break;
    case boost::json::kind::double_:
      throw ErrorException(invalid("a floating point number cannot be handed to a script"));
    case boost::json::kind::string: push_text(thread, value.get_string()); break;
    case boost::json::kind::array: {
      lua_createtable(thread, static_cast<int>(value.get_array().size()), 0);
      lua_Integer at = 0;
      for (const boost::json::value& member : value.get_array()) {
        push_nested(thread, member, true);
        lua_rawseti(thread, -2, ++at);
      }
      mark_array(thread);
      break;
    }
    case boost::json::kind::object:
      lua_createtable(thread, 0, static_cast<int>(value.get_object().size()));
      for (const auto& member : value.get_object()) {
        push_text(thread, member.key());
        push_nested(thread, member.value(), false);
        lua_rawset(thread, -3);
      }
  }
}

}  // namespace

void push_json(lua_State* thread, const boost::json::value& value) {
  push_nested(thread, value, false);
}

boost::json::value to_json(lua_State* thread, int index, Functions functions, Secrets secrets) {
  return Reader(thread, functions, secrets)
      .read(lua_absindex(thread, index), Place{nullptr, {}}, 0);
}

std::size_t written_bytes(const boost::json::value& value) {
  std::array<char, 1024> part;
  boost::json::serializer writer;
  std::size_t bytes = 0;
  for (writer.reset(&value); !writer.done();) bytes += writer.read(part.data(), part.size()).size();
  return bytes;
}

bool is_list(lua_State* thread, int index) {
  return lua_istable(thread, index) && (lua_rawlen(thread, index) > 0 || is_marked(thread, index));
}

void mark_array(lua_State* thread) {
  if (luaL_newmetatable(thread, array_mark) != 0) {
    lua_pushboolean(thread, false);
    lua_setfield(thread, -2, "__metatable");
  }
  lua_setmetatable(thread, -2);
}

}  // namespace patchbay::adapters::lua
