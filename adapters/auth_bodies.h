#pragma once
// The bodies of Authenticator, a factory each. Private to the room.

#include "adapters/auth.h"
#include "adapters/auth_spec.h"

namespace patchbay::adapters {

/// A proof that needs nobody's answer and cannot be had anew.
class FixedProof : public Authenticator {
 public:
  Async<Signed> sign(http::ClientRequest& request, const AuthContext& context) const final {
    prove(request, context.now);
    co_return Signed();
  }
  Async<bool> refused(const http::Response&, const Proof&, const AuthContext&) const final {
    co_return false;
  }

 private:
  virtual void prove(http::ClientRequest& request, Timestamp now) const = 0;
};

using AuthenticatorPtr = std::shared_ptr<const Authenticator>;

/// Reads secrets of a partner; the first that is missing or does not fit becomes the error.
class SecretReader {
 public:
  explicit SecretReader(const Partner& partner) : partner_(partner) {}
  Secret any(const std::string& name);
  /// Printable ASCII, as a header field takes it.
  Secret for_header(const std::string& name);
  /// As Basic takes a user name (RFC 7617 section 2).
  Secret without_colon(const std::string& name);
  const std::optional<Error>& error() const { return error_; }

 private:
  const Partner& partner_;
  std::optional<Error> error_;
};

AuthenticatorPtr make_no_proof();
AuthenticatorPtr make_api_key(const ApiKeyAuth& auth, SecretReader& secrets);
AuthenticatorPtr make_basic(SecretReader& secrets);
AuthenticatorPtr make_hmac_query(const HmacQueryAuth& auth, SecretReader& secrets);
AuthenticatorPtr make_signed_request(const SignedRequestAuth& auth, SecretReader& secrets);
/// OAuth2 and log-ins: a bearer token of oauth::TokenSource.
AuthenticatorPtr make_bearer(const Partner& partner, SecretReader& secrets);

}  // namespace patchbay::adapters
