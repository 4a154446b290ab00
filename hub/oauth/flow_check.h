#pragma once
// Whether an authorization's answer belongs to what was begun: pure. Private to the room.

#include "hub/oauth/authorizations.h"
#include "hub/oauth/flows_store.h"

namespace patchbay::oauth {

constexpr std::size_t code_bytes_max = 8 * 1024;

/// SHA-256 in hex: what is stored of a state and a session.
std::string hashed(std::string_view text);

/// Errors: refused, in words that do not say which part of a binding was wrong; a wrong issuer
/// (RFC 9207 section 2.4) and the partner's own error are named.
Result<void> check_answer(const Flow& flow, const AuthorizationAnswer& answer, Timestamp now);
/// What is said of a state that nobody knows, or that is not this one's.
Error foreign_state(const std::string& partner);

}  // namespace patchbay::oauth
