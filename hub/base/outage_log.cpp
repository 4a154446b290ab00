#include "hub/base/outage_log.h"

#include "hub/base/log.h"

namespace patchbay {

void OutageLog::failed(std::string_view why) {
  const std::lock_guard lock(mutex_);
  last_ = clock_.now();
  if (failures_++ > 0) return;
  first_ = last_;
  failing_ = true;
  log_line(LogLevel::error, what_ + "_failed", {{"error", why}});
}

void OutageLog::worked() {
  if (!failing_) return;
  const std::lock_guard lock(mutex_);
  if (failures_ == 0 || clock_.now() - last_ < quiet) return;
  log_line(LogLevel::warning, what_ + "_recovered",
           {{"failures", failures_},
            {"seconds", static_cast<std::int64_t>((last_ - first_).count() / 1'000'000)}});
  failures_ = 0;
  failing_ = false;
}

}  // namespace patchbay
