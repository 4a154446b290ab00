// log.info(message, fields) and the other levels: bounded, without secrets.

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <vector>

#include "adapters/lua/call_state.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/values.h"
#include "hub/base/log.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr int lines_max = 50;  // of one call
constexpr std::size_t message_bytes_max = 500;
constexpr std::size_t fields_bytes_max = 2'000;
constexpr std::size_t secret_bytes_min = 4;  // a shorter one would be found everywhere
constexpr std::uint64_t line_units = 1'000;

template <LogLevel level>
int write(lua_State* thread) {
  auto& state = CallState::of(thread);
  const std::string_view message = check_text(thread, 1);
  std::string fields;
  if (!lua_isnoneornil(thread, 2)) {
    luaL_checktype(thread, 2, LUA_TTABLE);
    fields = boost::json::serialize(to_json(thread, 2));
  }
  Fence::of(thread).charge_output(thread, message.size() + fields.size());
  Fence::of(thread).charge(thread, line_units);
  if (++state.log_lines > lines_max) return 0;
  // Redacted before they are cut, so that no cut leaves the half of a secret.
  const auto& secrets = state.context.secrets;
  log_line(
      level, "plug.log",
      {{"plug", state.origin},
       {"capability", state.context.capability},
       {"message", clean_text(without_secrets(std::string(message), secrets), message_bytes_max)},
       {"fields", clean_text(without_secrets(std::move(fields), secrets), fields_bytes_max)}});
  if (state.log_lines == lines_max)
    log_line(LogLevel::warning, "plug.log_full",
             {{"plug", state.origin}, {"lines_max", lines_max}});
  return 0;
}

}  // namespace

std::string without_secrets(std::string text, const std::map<std::string, Secret>& secrets) {
  // The longest first: of two secrets one may begin the other.
  std::vector<std::string_view> all;
  for (const auto& [name, secret] : secrets)
    if (secret.reveal().size() >= secret_bytes_min) all.push_back(secret.reveal());
  std::sort(all.begin(), all.end(), [](auto a, auto b) { return a.size() > b.size(); });
  for (const std::string_view hidden : all) {
    for (std::size_t at = text.find(hidden); at != std::string::npos; at = text.find(hidden, at))
      text.replace(at, hidden.size(), "***");
  }
  return text;
}

void add_log_functions(lua_State* state) {
  constexpr std::array functions{luaL_Reg{"debug", &guarded<write<LogLevel::debug>>},
                                 luaL_Reg{"info", &guarded<write<LogLevel::info>>},
                                 luaL_Reg{"warn", &guarded<write<LogLevel::warning>>},
                                 luaL_Reg{"error", &guarded<write<LogLevel::error>>}};
  add_library(state, "log", functions);
}

}  // namespace patchbay::adapters::lua
