#pragma once
// Texts sealed under a person's passphrase.

#include <string>
#include <string_view>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::crypto {

/// argon2id (RFC 9106) makes a key of the passphrase and a fresh salt, XSalsa20-Poly1305 seals
/// (both libsodium's). The result is one line of ASCII that says how it was made. Takes about a
/// second and 256 MiB, on purpose. Throws ErrorException (unavailable) without that much memory.
std::string seal_with_passphrase(std::string_view plain, const Secret& passphrase);

/// Errors: invalid (another passphrase, or changed text), corrupt (not of that form, or asks for
/// more work than a sealed text of ours can), unavailable (not enough memory).
Result<Secret> open_with_passphrase(std::string_view sealed, const Secret& passphrase);

}  // namespace patchbay::crypto
