#include "adapters/lua/xml_values.h"

#include <map>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/secret_value.h"
#include "adapters/lua/xml_tree.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::uint64_t units_per_byte_read = 2;
constexpr std::uint64_t units_per_byte_written = 4;
constexpr std::uint64_t units_per_node = 50;

void push_element(lua_State* thread, const XmlElement& element) {
  luaL_checkstack(thread, 4, "XML");
  Fence::of(thread).charge(thread, units_per_node);
  lua_createtable(thread, static_cast<int>(element.content.size()) + 1,
                  static_cast<int>(element.attributes.size()));
  lua_Integer at = 0;
  push_text(thread, element.name);
  lua_rawseti(thread, -2, ++at);
  for (const auto& [name, value] : element.attributes) {
    push_text(thread, name);
    push_text(thread, value);
    lua_rawset(thread, -3);
  }
  for (const auto& node : element.content) {
    if (const auto* text = std::get_if<std::string>(&node))
      push_text(thread, *text);
    else
      push_element(thread, std::get<XmlElement>(node));
    lua_rawseti(thread, -2, ++at);
  }
}

class Reader {
 public:
  Reader(lua_State* thread, Secrets secrets) : thread_(thread), secrets_(secrets) {}

  XmlElement read(int index, const std::string& path, std::size_t depth) {
    if (!lua_istable(thread_, index)) fail(path, "must be a table: { \"name\", … }");
    if (depth >= xml_depth_max) fail(path, "is nested too deep");
    luaL_checkstack(thread_, 8, "XML");
    count();
    XmlElement element;
    if (lua_rawgeti(thread_, index, 1) != LUA_TSTRING)
      fail(path, "must begin with its name: { \"name\", … }");
    element.name = check_text(thread_, -1);
    lua_pop(thread_, 1);
    const std::string own_path = path + "/" + clean_text(element.name, 40);
    read_attributes(element, index, own_path);
    const auto length = static_cast<lua_Integer>(lua_rawlen(thread_, index));
    for (lua_Integer i = 2; i <= length; ++i) {
      if (lua_rawgeti(thread_, index, i) == LUA_TTABLE)
        element.content.emplace_back(read(lua_gettop(thread_), own_path, depth + 1));
      else
        element.content.emplace_back(text_at(-1, own_path));
      lua_pop(thread_, 1);
    }
    return element;
  }

 private:
  [[noreturn]] static void fail(const std::string& path, const std::string& why) {
    throw ErrorException(invalid("the XML element " + (path.empty() ? "/" : path) + " " + why));
  }

  void count() {
    Fence::of(thread_).charge(thread_, units_per_node);
    if (++nodes_ > xml_nodes_max) fail("", "has too many elements and attributes within");
  }

  /// In order of name, so that the same table always gives the same text.
  void read_attributes(XmlElement& element, int index, const std::string& path) {
    std::map<std::string, std::string> attributes;
    lua_pushnil(thread_);
    while (lua_next(thread_, index) != 0) {
      if (lua_type(thread_, -2) == LUA_TSTRING) {
        count();
        attributes.emplace(check_text(thread_, -2), text_at(-1, path));
      } else if (!lua_isinteger(thread_, -2)) {
        fail(path, "has a key that is neither an attribute's name nor a position");
      }
      lua_pop(thread_, 1);
    }
    element.attributes.assign(attributes.begin(), attributes.end());
  }

  std::string text_at(int index, const std::string& path) {
    count();
    std::string_view text;
    if (const auto secret = secret_text(thread_, index); secret && secrets_ == Secrets::reveal)
      text = *secret;
    else if (lua_isboolean(thread_, index))
      text = lua_toboolean(thread_, index) != 0 ? "true" : "false";
    else if (lua_type(thread_, index) == LUA_TSTRING)
      text = check_text(thread_, index);
    else if (lua_isinteger(thread_, index))
      return std::to_string(lua_tointeger(thread_, index));
    else
      fail(path, std::string("holds a ") + shown_type(thread_, index) +
                     "; texts, whole numbers, true, false and elements make XML");
    Fence::of(thread_).charge(thread_, text.size() * units_per_byte_written);
    return std::string(text);
  }

  lua_State* thread_;
  Secrets secrets_;
  std::size_t nodes_ = 0;
};

}  // namespace

void push_xml(lua_State* thread, std::string_view text) {
  Fence::of(thread).charge(thread, text.size() * units_per_byte_read);
  push_element(thread, read_xml(text).value());
}

std::string xml_document(lua_State* thread, int index, Secrets secrets) {
  return write_xml(Reader(thread, secrets).read(lua_absindex(thread, index), "", 0)).value();
}

}  // namespace patchbay::adapters::lua
