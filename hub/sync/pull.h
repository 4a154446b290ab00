#pragma once
// A read from a partner that is repeated until it answers. Private to the room.

#include "adapters/caller.h"
#include "hub/base/random.h"
#include "hub/jobs/retry.h"

namespace patchbay::sync {

/// What a pulling call needs besides the call itself.
struct PullParts {
  adapters::Caller& caller;
  const Clock& clock;
  Random& random;
  jobs::RetryPolicy retry;
};

/// Calls until the outcome is succeeded or rejected, or the policy is used up. The value is the
/// result. Errors: refused (the partner said no), unavailable (it did not answer in time); both
/// name partner and capability.
struct Pulled {
  boost::json::value result;
  std::optional<Error> error;
};
Async<Pulled> pull(PullParts parts, adapters::Call call);

/// The partner, able to do `capability`. Errors: not_found; invalid: it cannot.
Result<adapters::PartnerPtr> find_reader(const adapters::Registry& registry,
                                         const std::string& partner, const std::string& capability);

}  // namespace patchbay::sync
