#pragma once
// Who is at the portal: a partner's credential, carried by a sealed cookie. Private to the room;
// docs/webhooks.md says it for partners.

#include <memory>
#include <optional>
#include <string>

#include "hub/access/refusal_log.h"
#include "hub/api/api.h"
#include "hub/api/form.h"

namespace patchbay::api {

constexpr std::chrono::hours portal_session_life{1};

/// What the cookie holds, sealed: nothing that opens anything once the credential is revoked.
struct PortalSession {
  std::string public_key;  ///< of the credential
  std::string form_token;  ///< every form of its pages carries it
  Timestamp until;
};
std::string seal_session(const PortalSession& session, const crypto::KeyRing& keys);
/// Nothing: it is not ours, or its time is over.
std::optional<PortalSession> open_session(std::string_view sealed, const crypto::KeyRing& keys,
                                          Timestamp now);

/// Somebody who is signed in.
struct PortalVisitor {
  PortalSession session;
  std::shared_ptr<const http::Caller> caller;
};

/// Thread safe.
class PortalDoor {
 public:
  explicit PortalDoor(const ApiParts& parts);

  /// The visitor of a request; nothing: it must sign in (again). The credential is looked at each
  /// time: a revoked one, and one of a disabled partner, is out at once.
  Async<std::optional<PortalVisitor>> visitor(const http::Request& request) const;

  /// By key and secret, compared in constant time; whatever is wrong, the answer is the same.
  /// Errors: refused; unavailable: too many refused tries from there, come again later.
  Async<Result<PortalSession>> sign_in(const http::Request& request, std::string key,
                                       std::string secret);

  /// Set-Cookie for a session, or, for none, one that ends it.
  std::string cookie(const std::optional<PortalSession>& session) const;

 private:
  /// Null: it may not come in.
  std::shared_ptr<const http::Caller> caller_of(const access::KnownCredentialPtr& known,
                                                const http::Request& request, Timestamp now) const;
  bool is_over_limit(const std::string& address) const;
  void count_refusal(const http::Request& request, const access::KnownCredentialPtr& known);

  access::CredentialBook& book_;
  const crypto::KeyRing keys_;
  const Clock& clock_;
  const http::Networks networks_;
  const jobs::SwitchBoard& switches_;
  access::RateLimits& limits_;
  std::optional<std::size_t> refused_limit_;
  const std::function<std::string()> public_url_;
  access::RefusalLog refusals_;
};

}  // namespace patchbay::api
