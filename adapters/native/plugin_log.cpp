#include "adapters/native/plugin_log.h"

#include <algorithm>

#include "adapters/native/border_text.h"
#include "adapters/scrub.h"
#include "hub/base/text.h"

namespace patchbay::adapters::native {
namespace {

constexpr std::size_t scanned_bytes_max = 64 * 1024;

}  // namespace

PluginLog::PluginLog(std::string origin, const CallContext& context)
    : origin_(std::move(origin)),
      capability_(context.capability),
      secrets_(context.secrets),
      hidden_(context.hidden) {}

void PluginLog::write(void* self, std::uint32_t level, patchbay_bytes line) noexcept {
  if (!self || (!line.data && line.size > 0)) return;
  try {
    line.size = std::min(line.size, scanned_bytes_max);
    static_cast<PluginLog*>(self)->take(
        static_cast<LogLevel>(std::min<std::uint32_t>(level, PATCHBAY_LOG_ERROR)), text_of(line));
  } catch (...) {  // no memory: a line less
    return;
  }
}

void PluginLog::take(LogLevel level, std::string line) {
  static_assert(static_cast<int>(LogLevel::debug) == PATCHBAY_LOG_DEBUG &&
                static_cast<int>(LogLevel::error) == PATCHBAY_LOG_ERROR);
  if (++lines_ > lines_max + 1) return;
  if (lines_ > lines_max) {
    level = LogLevel::warning;
    line = "more than " + std::to_string(lines_max) + " lines in one call; the rest is dropped";
  }
  line = without_secrets(std::move(line), secrets_);
  if (hidden_) line = hidden_->scrub_text(std::move(line));
  log_line(level, "plug.said",
           {{"plug", origin_},
            {"capability", capability_},
            {"words", clean_text(line, line_bytes_max)}});
}

}  // namespace patchbay::adapters::native
