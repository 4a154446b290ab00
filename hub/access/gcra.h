#pragma once
// Rates by the generic cell rate algorithm (ITU-T I.371): pure, integers only.

#include <cstdint>

#include "hub/base/clock.h"
#include "hub/base/result.h"

namespace patchbay::access {

/// So many permits a period, and so many at once after a pause.
struct Rate {
  std::int64_t permits = 0;  ///< 0: no limit
  Duration period{0};
  std::int64_t burst = 0;

  /// Time that one permit costs, rounded up: never more than `permits` a period over time.
  std::int64_t interval_us() const { return (period.count() + permits - 1) / permits; }
  bool operator==(const Rate&) const = default;
};

/// Reads "1000/h", "1000/h burst 100", "100/min", "5/15min", "off"; units s, min, h, d. Without a
/// burst it is the number of permits. Errors: invalid, with an example.
Result<Rate> parse_rate(std::string_view text);

/// The whole state of a bucket: when it would be full again, in microseconds; of a full one any
/// time that has passed. Everything that was taken stands in it.
using TheoreticalArrival = std::int64_t;

struct RateDecision {
  bool passes = true;
  std::int64_t remaining = 0;  ///< permits that would pass now, after this
  Duration full_in{0};         ///< until the bucket is full again
  Duration retry_in{0};        ///< refused: until it would pass; more than the burst: never
};

/// What a bucket has now.
RateDecision look(TheoreticalArrival full_at, const Rate& rate, Timestamp now);
/// Takes `cost` permits, or none of them.
RateDecision take(TheoreticalArrival& full_at, const Rate& rate, Timestamp now,
                  std::int64_t cost = 1);
/// Takes them whether they are there or not: for what has happened. Negative: gives them back.
void charge(TheoreticalArrival& full_at, const Rate& rate, Timestamp now, std::int64_t cost);

}  // namespace patchbay::access
