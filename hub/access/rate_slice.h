#pragma once
// One hub's part of a bucket that all hubs share: pure. A request is decided from it alone; what it
// used is charged to the shared bucket afterwards, and a busy hub leases permits ahead.

#include <optional>

#include "hub/access/gcra.h"

namespace patchbay::access {

/// How freely a hub may give out permits that the shared bucket does not know of yet.
struct SliceTerms {
  std::int64_t unheard_max = 1;  ///< permits used before the store has answered
  std::int64_t lease_max = 0;    ///< permits charged ahead; 0: none

  /// A hub that owns its buckets: nobody else's uses are to be heard of.
  static SliceTerms alone() { return {INT64_MAX / 4, 0}; }
  /// For so many hubs. One alone owns the bucket. Several together use at most half a burst (one
  /// permit each at least) that the others have not heard of: by so much a limit can be exceeded.
  static SliceTerms among(std::int64_t hubs, const Rate& rate);
  /// While the store is away nothing is heard: what is left of the slice and as much again.
  SliceTerms without_store() const { return {2 * unheard_max, 0}; }
};

/// What a slice asks of the store.
struct SliceAsk {
  std::int64_t charge = 0;  ///< used meanwhile; less what is given back
  std::int64_t want = 0;    ///< to lease
  Duration age{0};          ///< since the first of the uses
};
struct SliceAnswer {
  Duration full_in{0};       ///< of the shared bucket
  std::int64_t granted = 0;  ///< of what was wanted
};

/// Not thread safe.
class RateSlice {
 public:
  static constexpr Duration lease_life{1'000'000};  ///< unused permits go back after it
  static constexpr Duration answer_wait{1'000'000};

  RateSlice() = default;
  /// Of a bucket that is known to be full again at `full_at`.
  explicit RateSlice(TheoreticalArrival full_at) : full_at_(full_at) {}

  /// Uses one permit, or says when to come again.
  RateDecision use(const Rate& rate, const SliceTerms& terms, Timestamp now);
  /// Nothing: there is nothing to ask. Followed by answered() or unanswered().
  std::optional<SliceAsk> ask(const SliceTerms& terms, Timestamp now);
  void answered(const SliceAnswer& answer, const Rate& rate, Timestamp now);
  void unanswered() { asked_ = 0; }

  /// Whether the store has still to hear of it.
  bool is_open() const { return owed_ > 0 || held_ > 0; }
  bool is_full(Timestamp now) const { return full_at_ <= now.micros; }
  TheoreticalArrival full_at() const { return full_at_; }

 private:
  TheoreticalArrival full_at_ = 0;  ///< of the shared bucket, as far as this hub knows
  std::int64_t held_ = 0;           ///< leased: charged and not used
  std::int64_t owed_ = 0;           ///< used and not charged
  std::int64_t asked_ = 0;          ///< of those: the store is being told
  std::int64_t used_ = 0;           ///< since the last ask
  Timestamp owed_since_;
  Timestamp held_until_;
};

/// What the store does for an ask, on the shared bucket.
SliceAnswer answer_ask(TheoreticalArrival& full_at, const Rate& rate, const SliceAsk& ask,
                       Timestamp now);

}  // namespace patchbay::access
