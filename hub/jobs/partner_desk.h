#pragma once
// What one process knows of a partner's limits, and what it decides by itself: pure.

#include "hub/jobs/partner_row.h"

namespace patchbay::jobs {

/// What becomes of a call that wants to go.
struct DeskVerdict {
  enum class Kind {
    go,       ///< as `go` says
    no_room,  ///< its token would come too late
    ask,      ///< the store must be asked first
  };
  Kind kind = Kind::ask;
  Go go = {};
};

/// Not thread safe.
class PartnerDesk {
 public:
  DeskVerdict decide(const PartnerPace& pace, Timestamp now, Duration wait_max);
  /// An exchange ended. Returns whether the breaker changed its state: the store must be told, and
  /// noted() called with its answer or null.
  bool note(const Ended& ended, const BreakerPolicy& policy, Timestamp now);
  void noted(const PartnerAnswer* answer);
  /// The store's answer to an ask for tokens, for which so many callers wait by now.
  void take_in(const PartnerAnswer& answer, std::size_t waiting);
  /// The store's row, read without a lock: may be older than what is known.
  void refresh(const Breaker& stored, std::int64_t revision, Timestamp now);

  /// Tokens should be asked for before they are all used up.
  bool is_low(const PartnerPace& pace, Timestamp now) const;
  /// How many to ask for, as is done now. Grows while callers wait and what came is used, and is
  /// small again when it is not.
  std::int64_t tokens_to_ask(const PartnerPace& pace, std::size_t waiting);
  /// It is not closed, and nobody looked lately whether that was changed by hand.
  bool is_stale(Timestamp now);
  const Breaker& breaker() const { return breaker_; }

 private:
  void accept(const Breaker& stored, std::int64_t revision);

  Breaker breaker_;
  std::int64_t revision_ = 0;  // of the breaker in the store, the latest that was seen
  bool is_known_ = false;
  bool has_probe_ = false;     // the next token is the breaker's probe
  int changes_under_way_ = 0;  // of the breaker, to the store
  Timestamp looked_at_{};
  Duration block_span_{0};    // what was asked for last is worth
  std::int64_t asked_ = 0;    // tokens, last time
  bool was_awaited_ = false;  // what came last
  std::int64_t taken_ = 0;    // since then
  TokenPurse purse_;
};

}  // namespace patchbay::jobs
