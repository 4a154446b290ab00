#include "webhooks/delivery.h"

namespace patchbay::webhooks {

jobs::RetryPolicy default_retry() {
  using std::chrono::hours;
  using std::chrono::minutes;
  using std::chrono::seconds;
  constexpr int jitter_percent = 20;
  jobs::RetryPolicy policy;
  policy.backoff = jobs::Backoff::list;
  policy.delays = {seconds(5), minutes(5), minutes(30), hours(2), hours(5),
                   hours(10),  hours(14),  hours(20),   hours(24)};
  policy.attempts_max = static_cast<int>(policy.delays.size()) + 1;
  policy.jitter_percent = jitter_percent;
  return policy;
}

}  // namespace patchbay::webhooks
