#pragma once
// Signed JSON Web Tokens, as much as a client assertion needs (OpenSSL).

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::crypto {

/// The alphabet of URLs, without padding (RFC 4648 section 5).
std::string to_base64url(std::span<const std::byte> bytes);
/// Errors: invalid: padded, or other characters.
Result<std::string> from_base64url(std::string_view text);

/// A compact JWS (RFC 7515) over `claims`, a JSON object: RS256 with an RSA key of at least 2048
/// bits, ES256 with an EC P-256 key (RFC 7518 section 3). `pem` is an unencrypted private key;
/// `key_id` becomes "kid" unless it is empty, and must be plain ASCII without quotes.
/// Errors: invalid: not such a key, or not such an id; neither is quoted.
Result<std::string> sign_jwt(std::string_view claims, const Secret& pem, std::string_view key_id);

}  // namespace patchbay::crypto
