#pragma once
// The hub as OAuth2 client: valid access tokens, whatever the grant, kept sealed.

#include <memory>
#include <string>
#include <variant>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"
#include "hub/http/client.h"
#include "hub/oauth/client_settings.h"
#include "hub/store/store.h"

namespace patchbay::oauth {

/// Whose token.
struct TokenKey {
  OrganisationId organisation;
  std::string partner;        ///< as token_name.h has it
  std::string customer = {};  ///< empty: the organisation's own at the partner
  auto operator<=>(const TokenKey&) const = default;
};

/// Why there is none.
struct NoToken {
  /// unavailable: endpoint or store down or slow; refused: the endpoint said no (with its error
  /// code), or consent is missing; invalid: it answered something that is no token response, or
  /// the settings lack something. Names the partner, never quotes a secret.
  Error error;
  bool needs_consent = false;  ///< nothing but a new consent helps: do not try again
  Duration retry_in{0};        ///< above zero: the endpoint is not asked again before
};
using Got = std::variant<Secret, NoToken>;

/// Gives valid access tokens: from memory, else from the store, else from the partner. What the
/// partner gave is stored before it is used, access and rotated refresh token in one transaction.
///
/// One request to a token endpoint at a time for each key, over all hubs of the store: its sender
/// holds a lease by the database's clock with a fencing number, and an answer that comes after the
/// lease was lost is not stored. Others wait for the row to change. A token is replaced early,
/// while it is still good: only one caller waits for that, and a failure then costs nobody
/// anything. After a failure the endpoint is left alone for a while (NoToken::retry_in).
///
/// On `invalid_grant` of a refresh the row is read again, in the transaction that would give up:
/// only if it is unchanged, the tokens go, the event "link.needs_consent" and an audit row are
/// written, and the endpoint is not asked again until a consent is new. (A password grant logs in
/// anew instead.) Thread safe.
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  /// `http` is the client of the calling loop.
  virtual Async<Got> token(TokenKey key, SharedSettings settings, http::Client& http) = 0;
  /// The partner refused this token (401, or says_expired()): the next call gets another one. Many
  /// callers, of several hubs, may say so of one token.
  virtual Async<void> forget(TokenKey key, Secret token) = 0;
};

struct TokenOptions {
  /// Of the right to ask a token endpoint. Requests under it are cut off within two fifths of it.
  Duration lease = std::chrono::seconds(30);
  std::string holder = "hub";  ///< of leases: this hub's name
  /// A look at the row while another hub asks: signals tell sooner.
  Duration poll = std::chrono::seconds(1);
};

/// All outlive it; stop the loops first.
std::unique_ptr<TokenSource> make_token_source(store::Store& store, const crypto::KeyRing& keys,
                                               const Clock& clock, TokenOptions options = {});

/// What the partner granted with a token that is kept, as it said it; empty: no token, or no word.
std::string granted_scope(store::Session& session, const TokenKey& key);

/// Ends leases that a hub of this name left when it died, so that nobody waits for them.
void release_leases(store::Session& session, const std::string& holder);

/// Whether a partner's answer to an API call means that its token must be replaced: 401, or a 200
/// that ClientSettings::expired describes.
bool says_expired(const ClientSettings& settings, const http::Response& answer);

}  // namespace patchbay::oauth
