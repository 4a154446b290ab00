#pragma once
// What one delivery attempt means: a pure decision. Private to the room.

#include <string>

#include "hub/http/client.h"
#include "hub/jobs/queue.h"
#include "hub/jobs/retry.h"

namespace patchbay::webhooks {

struct Verdict {
  jobs::End end;
  int status = 0;                     ///< of the answer; 0 when none came
  std::string failure;                ///< for a person; empty for a success
  std::optional<Duration> hold = {};  ///< the endpoint's wish to be left alone (429, 503)
};

/// An attempt that came to its end.
struct Tried {
  int number = 1;
  Timestamp ended_at;
  std::optional<Timestamp> first_at = {};  ///< of the message's attempts, for a policy with a span
};

/// 2xx succeeds; 410 ends for good; 429 and 503 wait at least their Retry-After; everything else,
/// redirects and failures without an answer too, runs again as `policy` allows.
Verdict judge(const http::Exchange& exchange, const Tried& tried, const jobs::RetryPolicy& policy,
              Random& random);
/// The same where nothing could be sent: `why`, and not again before `wait`.
Verdict judge_unsent(const std::string& why, Duration wait, const Tried& tried,
                     const jobs::RetryPolicy& policy, Random& random);

constexpr int gone = 410;

}  // namespace patchbay::webhooks
