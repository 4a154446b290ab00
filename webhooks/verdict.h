#pragma once
// What one delivery attempt means: a pure decision. Private to the room.

#include <string>

#include "hub/http/client.h"
#include "hub/jobs/queue.h"
#include "hub/jobs/retry.h"

namespace patchbay::webhooks {

struct Verdict {
  jobs::End end;
  int status = 0;       ///< of the answer; 0 when none came
  std::string failure;  ///< for a person; empty for a success
};

/// 2xx succeeds; 410 ends for good; 429 and 503 wait at least their Retry-After; everything else,
/// redirects and failures without an answer too, runs again as `policy` allows.
Verdict judge(const http::Exchange& exchange, int attempt, Timestamp now,
              const jobs::RetryPolicy& policy, Random& random);

}  // namespace patchbay::webhooks
