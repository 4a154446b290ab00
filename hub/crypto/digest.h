#pragma once
// Digests and message authentication (OpenSSL), constant-time comparison and encodings (libsodium).

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::crypto {

using Digest256 = std::array<std::byte, 32>;

/// SHA-256 of bytes (FIPS 180-4).
Digest256 sha256(std::string_view bytes);
/// HMAC-SHA256 (RFC 2104) of the concatenation of `parts`.
Digest256 hmac_sha256(std::string_view key, std::span<const std::string_view> parts);
/// Equal, in time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

std::string to_hex(std::span<const std::byte> bytes);     ///< lower case
Result<std::string> from_hex(std::string_view text);      ///< invalid: odd length, other characters
std::string to_base64(std::span<const std::byte> bytes);  ///< standard alphabet, padded (RFC 4648)
Result<std::string> from_base64(std::string_view text);   ///< invalid: not padded standard base64
inline std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace patchbay::crypto
