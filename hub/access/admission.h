#pragma once
// Whether a request may come in as a credential: the decision, without effects.

#include <optional>
#include <string>
#include <string_view>

#include "hub/access/credential_book.h"
#include "hub/access/request_signature.h"

namespace patchbay::access {

/// A request's way in. What it carries of a signature must still be used up: for a change in the
/// store (used_signatures.h), else in memory (replay_window.h).
struct Admission {
  std::shared_ptr<const http::Caller> caller;
  struct Signed {
    SignatureScheme scheme;
    crypto::Digest256 signature;
    Timestamp at;
  };
  std::optional<Signed> signature;  ///< none: it came with the secret itself
};

/// The token of the one header Authorization: Bearer (RFC 6750), or an empty text: also when there
/// are two.
std::string_view bearer_token(const http::Headers& headers);

/// Whether `token`, which public_key_of() knows, lets the request in at `now`. Null stands for a
/// key that does not exist; it takes as long as one that does. Compares in constant time. Errors:
/// refused, for the log alone: the client is told nothing of what was wrong.
Result<Admission> admit(const KnownCredentialPtr& known, std::string_view token,
                        const http::Request& request, Timestamp now);

}  // namespace patchbay::access
