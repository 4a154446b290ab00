#pragma once
// What a partner's answer means when a plug does not know better: one reading for all hosts.

#include <memory>
#include <vector>

#include "adapters/outcome.h"
#include "adapters/scrub.h"
#include "hub/http/client.h"

namespace patchbay::adapters {

/// What of a request decides what its answer means.
struct Asked {
  bool moves_value = false;
  std::vector<int> nothing_done_on;  ///< statuses beside 429 that prove "not done"
  Timestamp now;
  std::shared_ptr<const Scrubber> hidden = {};  ///< what the partner's words must not repeat
};

/// Nothing reached the partner: retryable; 429 and the declared statuses: retryable; 401:
/// retryable, our credentials are at fault; other 4xx: rejected with the partner's words; anything
/// else: unknown after a step that moves value. Never succeeded: that only the plug can say.
Outcome meaning_of(const http::Exchange& exchange, const Asked& asked);

}  // namespace patchbay::adapters
