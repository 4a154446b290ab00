#pragma once
// Who is at a site: a credential, carried by a sealed cookie. Private to the room; docs/webhooks.md
// says it for partners.

#include <memory>
#include <optional>
#include <string>

#include "hub/access/refusal_log.h"
#include "hub/api/api.h"
#include "hub/api/form.h"
#include "hub/api/site.h"

namespace patchbay::api {

constexpr std::chrono::hours site_session_life{1};

/// What the cookie holds, sealed: nothing that opens anything once the credential is revoked.
struct SiteSession {
  std::string public_key;  ///< of the credential
  std::string form_token;  ///< every form of its pages carries it
  Timestamp until;
};
/// Only the site that sealed it opens it.
std::string seal_session(const Site& site, const SiteSession& session, const crypto::KeyRing& keys);
/// Nothing: it is not ours, or its time is over.
std::optional<SiteSession> open_session(const Site& site, std::string_view sealed,
                                        const crypto::KeyRing& keys, Timestamp now);

/// Somebody who is signed in.
struct SiteVisitor {
  SiteSession session;
  std::shared_ptr<const http::Caller> caller;
};

/// Thread safe.
class SiteDoor {
 public:
  SiteDoor(const Site& site, const ApiParts& parts);

  /// The visitor of a request; nothing: it must sign in (again). The credential is looked at each
  /// time: a revoked one, and one of a disabled partner, is out at once.
  Async<std::optional<SiteVisitor>> visitor(const http::Request& request) const;

  /// By key and secret, compared in constant time; whatever is wrong, the answer is the same.
  /// Errors: refused; unavailable: too many refused tries from there, come again later.
  Async<Result<SiteSession>> sign_in(const http::Request& request, std::string key,
                                     std::string secret);

  /// Set-Cookie for a session, or, for none, one that ends it.
  std::string cookie(const std::optional<SiteSession>& session) const;

 private:
  /// Null: it may not come in.
  std::shared_ptr<const http::Caller> caller_of(const access::KnownCredentialPtr& known,
                                                const http::Request& request, Timestamp now) const;
  bool is_over_limit(const std::string& address) const;
  void count_refusal(const http::Request& request, const access::KnownCredentialPtr& known);

  const Site& site_;
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
