// url: escaping, queries, and addresses taken apart and put together.

#include <array>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/values.h"
#include "adapters/lua/web_text.h"
#include "hub/http/message.h"
#include "hub/http/url.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::uint64_t bytes_per_unit = 1;  // escaped one by one

std::string_view charged_text(lua_State* thread, int index) {
  const std::string_view text = check_text(thread, index);
  Fence::of(thread).charge(thread, text.size() / bytes_per_unit);
  return text;
}

boost::json::object check_fields(lua_State* thread, int index) {
  luaL_checktype(thread, index, LUA_TTABLE);
  boost::json::value fields = to_json(thread, index);
  if (!fields.is_object()) throw ErrorException(invalid("a query is a table of names and values"));
  return std::move(fields.get_object());
}

int escape(lua_State* thread) {
  push_text(thread, http::percent_encode(charged_text(thread, 1)));
  return 1;
}

int unescape(lua_State* thread) {
  push_text(thread, http::percent_decode(charged_text(thread, 1)));
  return 1;
}

/// url.path("vouchers", id): "/vouchers/<id, escaped>".
int path(lua_State* thread) {
  std::string text;
  for (int i = 1; i <= lua_gettop(thread); ++i)
    text += "/" + http::percent_encode(charged_text(thread, i));
  push_text(thread, text.empty() ? "/" : text);
  return 1;
}

int query(lua_State* thread) {
  push_text(thread, query_text(check_fields(thread, 1)).value());
  return 1;
}

int read_query(lua_State* thread) {
  std::string_view text = charged_text(thread, 1);
  if (text.starts_with('?')) text.remove_prefix(1);
  Fence::of(thread).charge(thread, text.size() * 8);  // "&&&&" is a field a byte
  push_json(thread, parse_query(text));
  return 1;
}

int parse(lua_State* thread) {
  const http::Url url = http::split_url(charged_text(thread, 1)).value();
  const std::string_view target = url.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  Fence::of(thread).charge(thread, target.size() * 8);
  boost::json::object parts;
  parts["scheme"] = url.tls ? "https" : "http";
  parts["host"] = url.host;
  parts["port"] = std::int64_t{url.port};
  parts["path"] = target.substr(0, mark);
  parts["query"] = parse_query(target.substr(std::min(mark + 1, target.size())));
  push_json(thread, parts);
  return 1;
}

/// url.build("https://x/{id}", { path = …, query = … }).
int build(lua_State* thread) {
  const std::string_view base = charged_text(thread, 1);
  const std::size_t scheme_end = base.find("://");
  if (scheme_end == std::string_view::npos)
    throw ErrorException(invalid("url.build starts from a whole address: \"https://host/{id}\""));
  const std::size_t host_end = base.find('/', scheme_end + 3);
  boost::json::object options;
  if (!lua_isnoneornil(thread, 2)) options = check_fields(thread, 2);
  const auto part = [&](const char* name) {
    auto* value = options.if_contains(name);
    return value && value->is_object() ? std::move(value->get_object()) : boost::json::object();
  };
  const std::string origin(base.substr(0, host_end));
  const std::string_view rest =
      host_end == std::string_view::npos ? std::string_view("/") : base.substr(host_end);
  std::string text = origin + expand_path(rest, part("path")).value();
  if (const auto given = query_text(part("query")).value(); !given.empty())
    text += (text.find('?') == std::string::npos ? '?' : '&') + given;
  static_cast<void>(http::split_url(text).value());
  push_text(thread, text);
  return 1;
}

}  // namespace

void add_url(lua_State* state) {
  constexpr std::array functions{luaL_Reg{"escape", &guarded<escape>},
                                 luaL_Reg{"unescape", &guarded<unescape>},
                                 luaL_Reg{"path", &guarded<path>},
                                 luaL_Reg{"query", &guarded<query>},
                                 luaL_Reg{"parse_query", &guarded<read_query>},
                                 luaL_Reg{"parse", &guarded<parse>},
                                 luaL_Reg{"build", &guarded<build>}};
  add_library(state, "url", functions);
}

}  // namespace patchbay::adapters::lua
