#pragma once
// What an answer of the partner means for a reward: pure, so that every case is stepped in tests.

#include "adapters/outcome.h"
#include "hub/jobs/queue.h"
#include "hub/loyalty/reward_moves.h"
#include "hub/loyalty/settlement.h"

namespace patchbay::loyalty {

/// How a run ends: what to store, then what to tell the queue.
struct Conclusion {
  Move move;
  jobs::End end;
  /// Nothing is in doubt any more and nothing is issued: store `move` (to pending), then decide
  /// anew, in this run, which partner is to issue.
  bool goes_on = false;
};

/// What conclusions are drawn from. Times: `now` is after the answer.
struct Situation {
  const StoredReward& reward;  ///< as it stands in the store when the call is made
  OrganisationId organisation;
  std::span<const adapters::Settle> ways;
  std::int64_t lease = 0;
  jobs::RetryPolicy retry;
  Timestamp now;
  /// Another partner has to be asked and cannot be: instead of waiting for a report the job is
  /// dead, so that a person sees it.
  std::string obstacle = {};

  Doubt doubt() const;  ///< only while unknown_since is set
};

/// The reward is in state processing; reward.unknown_since is set when an earlier call is still
/// unknown (this one repeated it with the same key). A succeeded outcome's code is not copied: the
/// caller seals it.
Conclusion conclude_issue(const Situation& situation, const adapters::Outcome& outcome,
                          Random& random);

/// The reward is unconfirmed; find_issued was asked at `asked_at` (before the call went out).
Conclusion conclude_ask(const Situation& situation, const adapters::Outcome& outcome,
                        const Ask& ask, Timestamp asked_at, Random& random);

/// The reward is in state processing; the partner was asked to take back what it may have issued.
Conclusion conclude_reverse(const Situation& situation, const adapters::Outcome& outcome,
                            const Reverse& reverse, Timestamp asked_at, Random& random);

/// No call can tell: wait as unconfirmed.
Conclusion conclude_waiting(const Situation& situation, const SettleStep& step);

}  // namespace patchbay::loyalty
