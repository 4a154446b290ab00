#include "adapters/lua/request_step.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/values.h"
#include "adapters/lua/web_text.h"
#include "adapters/lua/xml_values.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t statuses_max = 32;

/// What the options say, before it is put together.
struct Options {
  boost::json::object path, query, headers;
  std::string body;
  std::string content_type;  ///< empty: none, or the script's own
  std::string body_option;   ///< which option gave the body
  bool moves_value = false;
  std::vector<int> nothing_done_on;
};

void set_body(Options& options, const std::string& option, std::string body, const char* type) {
  if (!options.body_option.empty())
    fail("a request has one body; \"" + options.body_option + "\" and \"" + option +
         "\" are both given");
  options.body_option = option;
  options.body = std::move(body);
  options.content_type = type;
}

void set_statuses(Options& options, const boost::json::array& statuses) {
  if (statuses.size() > statuses_max) fail("\"nothing_done_on\" names 32 statuses at most");
  for (const auto& status : statuses) {
    if (!status.is_int64() || status.get_int64() < 100 || status.get_int64() > 599)
      fail("\"nothing_done_on\" is a list of HTTP statuses: { 503 }");
    options.nothing_done_on.push_back(static_cast<int>(status.get_int64()));
  }
}

[[noreturn]] void refuse(const std::string& name) {
  static const std::vector<std::string> known = {
      "path", "query", "headers", "json", "form", "xml", "body", "moves_value", "nothing_done_on"};
  const auto meant = nearest(name, known);
  fail("the option \"" + clean_text(name, 40) + "\" is unknown or has a value of the wrong type" +
       (meant && *meant != name ? "; did you mean \"" + *meant + "\"?" : ""));
}

/// The value is at the top of the stack.
void set_option(lua_State* thread, Options& options, const std::string& name) {
  if (name == "xml")
    return set_body(options, name, xml_document(thread, -1, Secrets::reveal),
                    "application/xml; charset=utf-8");
  // The path is recorded (recorded_path.h), so no secret belongs there.
  const auto secrets = name == "path" ? Secrets::refuse : Secrets::reveal;
  boost::json::value value = to_json(thread, -1, Functions::refuse, secrets);
  if (name == "json")
    set_body(options, name, boost::json::serialize(value), "application/json");
  else if (name == "form" && value.is_object())
    set_body(options, name, query_text(value.get_object()).value(),
             "application/x-www-form-urlencoded");
  else if (name == "body")
    set_body(options, name, scalar_text("body", value).value(), "");
  else if (name == "path" && value.is_object())
    options.path = std::move(value.get_object());
  else if (name == "query" && value.is_object())
    options.query = std::move(value.get_object());
  else if (name == "headers" && value.is_object())
    options.headers = std::move(value.get_object());
  else if (name == "moves_value" && value.is_bool())
    options.moves_value = value.get_bool();
  else if (name == "nothing_done_on" && value.is_array())
    set_statuses(options, value.get_array());
  else
    refuse(name);
}

Options read_options(lua_State* thread, int index) {
  Options options;
  if (lua_isnoneornil(thread, index)) return options;
  luaL_checktype(thread, index, LUA_TTABLE);
  luaL_checkstack(thread, 8, "options");
  lua_pushnil(thread);
  while (lua_next(thread, index) != 0) {
    if (lua_type(thread, -2) != LUA_TSTRING) fail("options are a table of names and values");
    set_option(thread, options, std::string(check_text(thread, -2)));
    lua_pop(thread, 1);
  }
  return options;
}

void add_header(http::Headers& headers, const std::string& name, const std::string& value) {
  const auto in_name = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
  const auto in_value = [](unsigned char c) { return c >= ' ' && c != 0x7f; };
  if (name.empty() || !std::all_of(name.begin(), name.end(), in_name) ||
      !std::all_of(value.begin(), value.end(), in_value))
    fail("the header \"" + clean_text(name, 40) + "\" has characters that HTTP does not allow");
  headers.set(name, value);
}

}  // namespace

WrittenRequest read_request(lua_State* thread, const std::string& method, int path,
                            int options_at) {
  Options options = read_options(thread, options_at);
  WrittenRequest request;
  HttpStep& step = request.step;
  step.method = method;
  step.path = expand_path(check_text(thread, path), options.path).value();
  if (const auto query = query_text(options.query).value(); !query.empty())
    step.path += (step.path.find('?') == std::string::npos ? '?' : '&') + query;
  if (step.path.size() > path_bytes_max) fail("path and query are longer than 8000 bytes");
  if (!options.content_type.empty()) step.headers.set("Content-Type", options.content_type);
  for (const auto& header : options.headers)
    add_header(step.headers, std::string(header.key()),
               scalar_text("a header", header.value()).value());
  step.body = std::move(options.body);
  step.moves_value = options.moves_value;
  request.nothing_done_on = std::move(options.nothing_done_on);
  std::size_t bytes = step.path.size() + step.body.size();
  for (const auto& [name, value] : step.headers) bytes += name.size() + value.size();
  Fence::of(thread).charge_output(thread, bytes);
  return request;
}

}  // namespace patchbay::adapters::lua
