#pragma once
// When refused webhooks are more than a mistake: a pure decision. Private to the room.

#include <deque>
#include <optional>

#include "hub/base/clock.h"

namespace patchbay::webhooks {

/// The refusals of one partner's address. Not thread safe.
class RefusalPattern {
 public:
  static constexpr std::size_t refusals = 20;
  static constexpr std::chrono::minutes within{10};
  static constexpr std::chrono::hours alert_once_in{1};

  /// True when this refusal makes a pattern and nobody was told within the last hour.
  bool refused(Timestamp now) {
    times_.push_back(now);
    if (times_.size() > refusals) times_.pop_front();
    if (times_.size() < refusals || now - times_.front() > within) return false;
    if (alerted_at_ && now - *alerted_at_ < alert_once_in) return false;
    alerted_at_ = now;
    return true;
  }

 private:
  std::deque<Timestamp> times_;
  std::optional<Timestamp> alerted_at_;
};

}  // namespace patchbay::webhooks
