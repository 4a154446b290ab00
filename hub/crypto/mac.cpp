#include "hub/crypto/mac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "hub/crypto/digest.h"

namespace patchbay::crypto {
namespace {

const EVP_MD* digest_of(MacHash hash) {
  switch (hash) {
    case MacHash::sha1: return EVP_sha1();
    case MacHash::sha256: return EVP_sha256();
    case MacHash::sha512: return EVP_sha512();
  }
  return EVP_sha256();
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

}  // namespace

std::string hmac_text(MacHash hash, std::string_view key, std::string_view text, MacText form) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  // A null key would mean "keep the key set before", so an empty key needs an address.
  const std::string_view given = key.empty() ? std::string_view("") : key;
  const auto* done =
      HMAC(digest_of(hash), given.data(), static_cast<int>(given.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  if (!done) throw ErrorException(internal("OpenSSL could not compute HMAC"));
  const auto code = std::as_bytes(std::span(bytes.data(), size));
  if (form == MacText::base64) return to_base64(code);
  return form == MacText::hex_upper ? upper(to_hex(code)) : to_hex(code);
}

}  // namespace patchbay::crypto
