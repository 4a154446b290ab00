#include "hub/app/log_sink.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace patchbay::app {
namespace {

constexpr std::chrono::seconds flush_interval{1};
constexpr const char* line_form = "%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v";

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

spdlog::sink_ptr open_sink(const std::string& file) {
  if (!file.empty()) return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  return std::make_shared<spdlog::sinks::stderr_color_sink_mt>(spdlog::color_mode::automatic);
}

}  // namespace

Result<LogLevel> parse_log_level(const std::string& name) {
  if (name == "debug") return LogLevel::debug;
  if (name == "info") return LogLevel::info;
  if (name == "warning") return LogLevel::warning;
  if (name == "error") return LogLevel::error;
  return invalid("\"" + name + "\" is not a log level; use debug, info, warning or error");
}

Result<LogSink> make_log_sink(const LogOptions& options) {
  std::shared_ptr<spdlog::logger> logger;
  try {
    logger = std::make_shared<spdlog::logger>("patchbay", open_sink(options.file));
  } catch (const spdlog::spdlog_ex&) {
    return unavailable("the log file " + options.file +
                       " cannot be opened; check log.file and its folder's owner");
  }
  logger->set_formatter(
      std::make_unique<spdlog::pattern_formatter>(line_form, spdlog::pattern_time_type::utc));
  logger->set_level(spdlog_level(options.level));
  logger->flush_on(spdlog::level::warn);
  logger->set_error_handler([](const std::string&) {});
  // Registered, so that the regular flush finds it; a second sink takes the place of the first.
  spdlog::drop(logger->name());
  spdlog::register_logger(logger);
  spdlog::flush_every(flush_interval);
  return LogSink([logger](LogLevel level, std::string_view line) {
    logger->log(spdlog_level(level), "{}", line);
  });
}

}  // namespace patchbay::app
