#include "hub/access/refusal_log.h"

#include "hub/base/log.h"

namespace patchbay::access {

void RefusalLog::refused(std::string_view reason, std::string_view credential,
                         std::string_view address, std::string_view route, Timestamp now) {
  std::int64_t left_out = 0;
  {
    const std::lock_guard lock(mutex_);
    if (now.seconds() != second_) {
      second_ = now.seconds();
      lines_ = 0;
    }
    if (++lines_ > lines_per_second) {
      ++left_out_;
      return;
    }
    left_out = std::exchange(left_out_, 0);
  }
  log_line(LogLevel::warning, "access.refused",
           {{"reason", reason},
            {"credential", credential},
            {"address", address},
            {"route", route},
            {"left_out", left_out}});
}

void WeakSignatureLog::used(const std::string& credential, const std::string& partner,
                            Timestamp now) {
  {
    const std::lock_guard lock(mutex_);
    Timestamp* said = said_.find(credential);
    if (said && now < *said + once_in) return;
    said_.put(credential, now);
  }
  log_line(LogLevel::warning, "access.weak_signature",
           {{"credential", credential},
            {"partner", partner},
            {"advice",
             "it signs the timestamp alone: whoever sees one request can send others; "
             "move the client to X-Patchbay-Signature"}});
}

}  // namespace patchbay::access
