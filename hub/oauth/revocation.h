#pragma once
// Taking tokens back: here at once, at the partner by a durable job (RFC 7009).

#include <functional>
#include <map>
#include <string>

#include "hub/base/random.h"
#include "hub/jobs/worker.h"
#include "hub/oauth/tokens.h"

namespace patchbay::oauth {

constexpr const char* revoke_kind = "oauth.revoke";  ///< of the job

struct Revoke {
  TokenKey key;
  std::string actor;   ///< for the audit
  std::string reason;  ///< in the actor's words; may be empty
  Timestamp at;
};

/// In the caller's transaction: deletes the tokens of the key and the authorizations begun for it,
/// enqueues the job that tells the partner, writes the event "link.revoked" and an audit row. Hubs
/// forget what they have in memory at the commit. Without tokens nothing is written: false.
bool revoke(store::Session& session, const crypto::KeyRing& keys, const Revoke& wanted,
            Random& random);

struct RevokerParts {
  store::Store& store;
  const crypto::KeyRing& keys;
  const Clock& clock;
  /// The client of the calling loop.
  std::function<http::Client&()> http;
  /// By token_name.h. Null: the partner is not configured any more, or for its other environment.
  std::function<SharedSettings(const OrganisationId&, const std::string& name)> settings;
};

/// The handler of the job. Without a revocation endpoint there is nothing to tell; an endpoint that
/// is down is asked again for a day; what it refuses becomes a dead letter.
jobs::Handler make_revoker(RevokerParts parts);

}  // namespace patchbay::oauth
