#pragma once
// A token bucket of one second's worth, shared through one number: pure decisions.

#include <cstdint>
#include <deque>
#include <optional>

#include "hub/base/clock.h"

namespace patchbay::jobs {

/// The generic cell rate algorithm (ITU-T I.371) over many hubs. A token is a stretch of time of
/// one interval; no two share any. It may be used from `early` before its end until `late_us` after
/// its start: long enough to come from the store, too short for an idle hub to hoard. Since early
/// and late make up one second, at most rate x T + one second's worth pass in any T, whoever uses
/// them (at one call a second and less: a tenth of a call more).
struct TokenRate {
  static constexpr std::int64_t bucket_us = 1'000'000;
  static constexpr std::int64_t late_us = 100'000;

  explicit TokenRate(std::int64_t calls_per_second);

  std::int64_t interval_us;
  std::int64_t early_us;
};

/// A stretch of time that holds tokens.
struct TokenBlock {
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;
};

/// Takes up to `tokens` for one hub, none that must wait longer than `ahead_max`. Moves `next_us`,
/// up to where tokens are taken.
TokenBlock take_block(std::int64_t& next_us, const TokenRate& rate, std::int64_t tokens,
                      Timestamp now, Duration ahead_max);

/// The tokens a hub holds. Not thread safe.
class TokenPurse {
 public:
  void add(const TokenBlock& block) { blocks_.push_back(block); }
  /// How long to wait before the next token is used; nothing when none is left.
  std::optional<Duration> peek(Timestamp now, const TokenRate& rate);
  /// Takes the one that peek() told of.
  void take(Timestamp now, const TokenRate& rate);
  std::int64_t left(Timestamp now, const TokenRate& rate) const;

 private:
  std::deque<TokenBlock> blocks_;  // in the order of time
};

}  // namespace patchbay::jobs
