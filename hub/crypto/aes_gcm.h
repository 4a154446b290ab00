#pragma once
// AES-256-GCM (NIST SP 800-38D), one message at a time. For the key ring; rooms use KeyRing.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace patchbay::crypto {

inline constexpr std::size_t aes_key_bytes = 32;
inline constexpr std::size_t gcm_nonce_bytes = 12;
inline constexpr std::size_t gcm_tag_bytes = 16;
/// OpenSSL counts in int; far above any sealed value.
inline constexpr std::size_t gcm_plain_bytes_max = 64 * 1024 * 1024;

/// Writes ciphertext and tag to `sealed`, of exactly plain.size() + gcm_tag_bytes. `key` and
/// `nonce` have exactly the lengths above; a nonce is used once a key. Throws
/// ErrorException(invalid) above gcm_plain_bytes_max.
void gcm_seal(std::string_view key, std::string_view nonce, std::string_view associated,
              std::string_view plain, std::span<char> sealed);
/// The plain text, or nothing when the tag does not fit. A caller never sees unproven bytes.
std::optional<std::string> gcm_open(std::string_view key, std::string_view nonce,
                                    std::string_view associated, std::string_view sealed);

}  // namespace patchbay::crypto
