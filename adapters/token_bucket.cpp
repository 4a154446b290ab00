#include "adapters/token_bucket.h"

#include <algorithm>

namespace patchbay::adapters {

std::optional<Duration> TokenBucket::reserve(Timestamp now, Duration wait_max) {
  const std::int64_t full_at = std::max(next_us_, now.micros);
  // The bucket is full one second before its tokens are all used up.
  const std::int64_t wait =
      std::max<std::int64_t>(0, full_at + interval_us_ - micros_per_second - now.micros);
  if (wait > wait_max.count()) return std::nullopt;
  next_us_ = full_at + interval_us_;
  return Duration(wait);
}

}  // namespace patchbay::adapters
