#pragma once
// One wide line per event: a name and all its facts. The body that writes is put in by hub/app.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace patchbay {

enum class LogLevel { debug, info, warning, error };

/// One fact of a log line. Values are text, integers or booleans; a Secret does not convert.
struct LogFact {
  LogFact(std::string_view n, std::string_view v) : name(n), value(v) {}
  LogFact(std::string_view n, const char* v) : name(n), value(v) {}
  LogFact(std::string_view n, const std::string& v) : name(n), value(v) {}
  LogFact(std::string_view n, std::int64_t v) : name(n), value(std::to_string(v)) {}
  LogFact(std::string_view n, int v) : name(n), value(std::to_string(v)) {}
  LogFact(std::string_view n, std::uint64_t v) : name(n), value(std::to_string(v)) {}

  std::string_view name;
  std::string value;
};

/// Writes one line: what happened ("reward.issued") and the facts. Thread safe, does not throw.
/// Before a sink is set lines are dropped.
void log_line(LogLevel level, std::string_view event, std::initializer_list<LogFact> facts = {});

using LogSink = std::function<void(LogLevel, std::string_view line)>;
/// Sets where lines go. Call once at start, before other threads run.
void set_log_sink(LogSink sink);

}  // namespace patchbay
