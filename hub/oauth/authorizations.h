#pragma once
// Consent of a customer (or of the organisation) at a partner: authorization code with PKCE.

#include <functional>
#include <memory>
#include <string>

#include "hub/base/random.h"
#include "hub/oauth/tokens.h"

namespace patchbay::oauth {

struct AuthorizationStart {
  TokenKey key;
  std::string session;       ///< of the browser; the answer must come back in the same one
  std::string redirect_uri;  ///< ours: "https://…/oauth/{partner}/callback"
  SharedSettings settings;
};

/// What came to the redirect URI, percent-decoded.
struct AuthorizationAnswer {
  OrganisationId organisation;
  std::string partner;
  std::string session;
  std::string redirect_uri;
  std::string state, code, iss, error;  ///< each may be empty: not given
  std::string actor;                    ///< for the audit: "api:…", "customer:…"
  SharedSettings settings;
};

/// Runs in the transaction that stores the tokens: what must be true together with them.
using AlsoStore = std::function<void(store::Session&, const TokenKey&, Timestamp now)>;

/// Thread safe.
class Authorizations {
 public:
  virtual ~Authorizations() = default;
  /// The URL to send the browser to (RFC 6749 section 4.1.1) with `state` and an S256 challenge.
  /// The state is random, stored as a hash, bound to session, partner and redirect, and good once
  /// within 10 minutes; the verifier is stored sealed. A session has at most 8 starts open: the
  /// oldest goes. Errors: invalid (settings or partner's metadata), unavailable (discovery).
  virtual Async<Result<std::string>> begin(AuthorizationStart start, http::Client& http) = 0;
  /// Takes the state (it is gone from then on, whatever comes), checks `iss` (RFC 9207), exchanges
  /// the code and stores the tokens: with the event "link.consented", an audit row and `also`, in
  /// one transaction. Returns whose tokens they are.
  /// Errors: refused (unknown, used, expired or foreign state; wrong `iss`; the partner's or the
  /// customer's no), invalid, unavailable. Nothing is stored then.
  virtual Async<Result<TokenKey>> finish(AuthorizationAnswer answer, AlsoStore also,
                                         http::Client& http) = 0;
};

std::unique_ptr<Authorizations> make_authorizations(store::Store& store,
                                                    const crypto::KeyRing& keys, const Clock& clock,
                                                    Random& random);

}  // namespace patchbay::oauth
