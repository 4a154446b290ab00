#pragma once
// The proof on a request to a partner: one interface, a body a strategy (docs/auth.md).

#include <memory>
#include <string>

#include "adapters/registry.h"
#include "hub/base/organisation.h"
#include "hub/http/client.h"
#include "hub/oauth/tokens.h"

namespace patchbay::adapters {

/// Whose proof is asked for. Borrows; lives as long as the coroutine that it is handed to.
struct AuthContext {
  const OrganisationId& organisation;
  const std::string& customer;  ///< whose consent the call rests on; empty: nobody's
  oauth::TokenSource& tokens;
  http::Client& client;  ///< of the calling loop
  Timestamp now;
};

/// What a request was signed with.
struct Proof {
  Secret token;  ///< empty: nothing that could be had anew
};

/// A proof, or why there is none: the request must not be sent.
using Signed = std::variant<Proof, oauth::NoToken>;

/// Of one partner. Immutable, thread safe. What it awaits borrows its arguments.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// The last thing before a request is sent: puts the proof into headers or URL, in the place of
  /// whatever stands there under the same name.
  virtual Async<Signed> sign(http::ClientRequest& request, const AuthContext& context) const = 0;
  /// Whether the answer refuses the proof (401, or what the manifest declares) and another one may
  /// be had: then the request is signed anew and repeated, once.
  virtual Async<bool> refused(const http::Response& answer, const Proof& proof,
                              const AuthContext& context) const = 0;
  /// How it gets its tokens; null: it has none.
  virtual oauth::SharedSettings token_settings() const { return nullptr; }
  /// The partner's name in the keys of its tokens (hub/oauth/token_name.h); empty: it has none.
  virtual std::string token_name() const { return {}; }
};

/// The authenticator that the partner's manifest asks for.
/// Errors: invalid: a secret is missing or cannot stand in a header, or a client certificate is
/// missing; they name it and say how to give it.
Result<std::shared_ptr<const Authenticator>> make_authenticator(const Partner& partner);

}  // namespace patchbay::adapters
