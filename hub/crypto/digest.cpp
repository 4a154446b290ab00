#include "hub/crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sodium.h>

#include <memory>

namespace patchbay::crypto {
namespace {

constexpr char digest_name[] = "SHA256";

/// OpenSSL fails here only when memory or the provider is gone: nothing a caller could decide by.
void require(bool fine, const char* what) {
  if (!fine) throw ErrorException(internal(std::string("OpenSSL could not compute ") + what));
}

// What is fetched is fetched once, and each thread keeps its HMAC context: fetching and making one
// cost more than a short digest itself.

const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, digest_name, nullptr);
  return algorithm;
}

using MacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

MacContext make_hmac_context() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  MacContext context(EVP_MAC_CTX_new(algorithm), &EVP_MAC_CTX_free);
  std::string name(digest_name);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end()};
  require(context && EVP_MAC_CTX_set_params(context.get(), parameters) == 1, "HMAC");
  return context;
}

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Digest256 sha256(std::string_view bytes) {
  Digest256 digest{};
  unsigned size = 0;
  const int fine =
      EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                 sha256_algorithm(), nullptr);
  require(fine == 1 && size == digest.size(), "SHA-256");
  return digest;
}

Digest256 hmac_sha256(std::string_view key, std::span<const std::string_view> parts) {
  thread_local const MacContext context = make_hmac_context();
  // A null key would mean "keep the key set before", so an empty key needs an address.
  const std::string_view given = key.empty() ? std::string_view("") : key;
  require(EVP_MAC_init(context.get(), octets(given), given.size(), nullptr) == 1, "HMAC");
  for (const std::string_view part : parts)
    require(EVP_MAC_update(context.get(), octets(part), part.size()) == 1, "HMAC");
  Digest256 digest{};
  std::size_t size = 0;
  const int fine = EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(digest.data()),
                                 &size, digest.size());
  require(fine == 1 && size == digest.size(), "HMAC");
  return digest;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace patchbay::crypto
