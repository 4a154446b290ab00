#pragma once
// Where log lines go: spdlog, to standard error or a file.

#include <string>

#include "hub/base/log.h"
#include "hub/base/result.h"

namespace patchbay::app {

struct LogOptions {
  LogLevel level = LogLevel::info;  ///< lines below it are dropped
  std::string file;                 ///< appended to; empty: standard error
};

/// Reads "debug", "info", "warning", "error". Errors: invalid.
Result<LogLevel> parse_log_level(const std::string& name);

/// A sink that writes "2026-11-21T03:38:00.123Z info reward.issued reward=…", UTC, one line each,
/// flushed at once from warnings on and every second else. Coloured only on a terminal. Thread
/// safe; a disk that is full loses lines, never the caller. For set_log_sink(). Errors:
/// unavailable: the file cannot be opened.
Result<LogSink> make_log_sink(const LogOptions& options);

}  // namespace patchbay::app
