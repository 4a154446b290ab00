// log.info(message, fields) and the other levels: bounded, without secrets.

#include <array>
#include <boost/json/serialize.hpp>

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
constexpr std::uint64_t line_units = 1'000;

template <LogLevel level>
int write(lua_State* thread) {
  auto& state = CallState::of(thread);
  const std::string_view message = check_text(thread, 1);
  const auto scrubber = Scrubber::of(state.context.secrets, "***");
  const auto* hidden = state.context.hidden.get();  // what the call was proven with, too
  std::string fields;
  if (!lua_isnoneornil(thread, 2)) {
    luaL_checktype(thread, 2, LUA_TTABLE);
    // Before it is serialized: escaped, a secret is not found any more.
    const boost::json::value given = scrubber.scrub(to_json(thread, 2));
    fields = boost::json::serialize(hidden ? hidden->scrub(given) : given);
  }
  Fence::of(thread).charge_output(thread, message.size() + fields.size());
  Fence::of(thread).charge(thread, line_units);
  if (++state.log_lines > lines_max) return 0;
  // Redacted before it is cut, so that no cut leaves the half of a secret.
  std::string words = scrubber.scrub_text(std::string(message));
  if (hidden) words = hidden->scrub_text(std::move(words));
  log_line(level, "plug.log",
           {{"plug", state.origin},
            {"capability", state.context.capability},
            {"message", clean_text(words, message_bytes_max)},
            {"fields", clean_text(fields, fields_bytes_max)}});
  if (state.log_lines == lines_max)
    log_line(LogLevel::warning, "plug.log_full",
             {{"plug", state.origin}, {"lines_max", lines_max}});
  return 0;
}

}  // namespace

void add_log_functions(lua_State* state) {
  constexpr std::array functions{luaL_Reg{"debug", &guarded<write<LogLevel::debug>>},
                                 luaL_Reg{"info", &guarded<write<LogLevel::info>>},
                                 luaL_Reg{"warn", &guarded<write<LogLevel::warning>>},
                                 luaL_Reg{"error", &guarded<write<LogLevel::error>>}};
  add_library(state, "log", functions);
}

}  // namespace patchbay::adapters::lua
