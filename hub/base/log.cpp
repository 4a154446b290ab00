#include "hub/base/log.h"

namespace patchbay {
namespace {

LogSink& sink() {
  static LogSink the_sink;
  return the_sink;
}

/// logfmt: a value with blanks, quotes or control characters is quoted and escaped, so that
/// outside text cannot forge a line.
void append_value(std::string& line, const std::string& value) {
  const bool plain = !value.empty() && value.find_first_of(" \"=\\") == std::string::npos &&
                     value.find_first_of("\n\r\t") == std::string::npos;
  if (plain) {
    line.append(value);
    return;
  }
  line.push_back('"');
  for (const char c : value) {
    if (c == '"' || c == '\\') line.push_back('\\');
    line.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
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
