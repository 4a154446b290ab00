#pragma once
// The hub as OAuth2 client: access tokens by client credentials (RFC 6749 section 4.4), kept
// sealed.

#include <memory>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"
#include "hub/http/client.h"
#include "hub/store/store.h"

namespace patchbay::oauth {

struct ClientCredentials {
  std::string token_url;
  std::string client_id;
  Secret client_secret;
  std::string scope;  ///< may be empty
};

/// Gives valid access tokens. From memory, else from the store (sealed, associated data
/// "oauth_tokens/<organisation>/<partner>/sealed_token"), else from the token endpoint; stored
/// before use. One fetch at a time a partner in this process; others wait for it. Thread safe.
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  /// A token with at least 30 s to live (or a tenth of its life when that is shorter).
  /// `http` is the client of the calling loop.
  /// Errors: unavailable (endpoint down or slow), refused (it said no, with its error code),
  /// invalid (it answered something that is not a token response). Never quotes a secret.
  virtual Async<Result<Secret>> token(const OrganisationId& organisation,
                                      const std::string& partner,
                                      const ClientCredentials& credentials, http::Client& http) = 0;
  /// Forgets a token that the partner refused with 401, so that the next call fetches anew.
  virtual Async<void> forget(const OrganisationId& organisation, const std::string& partner,
                             const Secret& token) = 0;
};

std::unique_ptr<TokenSource> make_token_source(store::Store& store, const crypto::KeyRing& keys,
                                               const Clock& clock);

}  // namespace patchbay::oauth
