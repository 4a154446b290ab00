#pragma once
// What a revocation endpoint said, and what its job does then: pure. Private to the room.

#include <optional>
#include <string>

#include "hub/http/client.h"
#include "hub/jobs/queue.h"
#include "hub/oauth/flows_store.h"

namespace patchbay::oauth {

/// How long an endpoint that is down is asked again.
constexpr std::chrono::hours revocation_limit{24};

struct Told {
  bool is_done = false;
  bool may_repeat = false;  ///< it was down; else it said no
  std::string reason = {};
  std::optional<Duration> wish = {};  ///< Retry-After
};

/// RFC 7009 section 2.2: 200 also for tokens that it does not know. A kind of token that it cannot
/// revoke (unsupported_token_type) is done with as well.
Told read_revocation_answer(const http::Exchange& exchange, Timestamp now);

/// The end of a run that is not done: again, from a second doubled up to an hour, or dead.
jobs::End end_of(const Told& told, const RevocationRow& row, int attempt, Timestamp now);

}  // namespace patchbay::oauth
