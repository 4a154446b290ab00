#include "hub/base/log.h"

#include <algorithm>

namespace patchbay {
namespace {

LogSink& sink() {
  static LogSink the_sink;
  return the_sink;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// logfmt: a value with blanks, quotes or control characters is quoted and escaped, so that
/// outside text cannot forge a line or steer a terminal.
void append_value(std::string& line, const std::string& value) {
  const bool plain = !value.empty() && value.find_first_of(" \"=\\") == std::string::npos &&
                     std::none_of(value.begin(), value.end(), is_control);
  if (plain) {
    line.append(value);
    return;
  }
  line.push_back('"');
  for (const char c : value) {
    if (c == '"' || c == '\\') line.push_back('\\');
    line.push_back(is_control(c) ? ' ' : c);
  }
  line.push_back('"');
}

}  // namespace

void log_line(LogLevel level, std::string_view event, std::initializer_list<LogFact> facts) {
  if (!sink()) return;
  std::string line(event);
  for (const auto& fact : facts) {
    line.append(" ").append(fact.name).append("=");
    append_value(line, fact.value);
  }
  sink()(level, line);
}

void set_log_sink(LogSink new_sink) { sink() = std::move(new_sink); }

}  // namespace patchbay
