#include "hub/crypto/ed25519.h"

#include <openssl/evp.h>

namespace patchbay::crypto {
namespace {

constexpr std::size_t signature_bytes = 64;

void free_key(void* key) { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); }
void free_context(EVP_MD_CTX* context) { EVP_MD_CTX_free(context); }
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&free_context)>;

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* octets(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// OpenSSL fails here only when memory or the provider is gone.
void require(bool fine) {
  if (!fine) throw ErrorException(internal("OpenSSL could not sign by ed25519"));
}

}  // namespace

Result<Ed25519Key> Ed25519Key::from_seed(const Secret& seed) {
  const auto bytes = seed.reveal();
  if (bytes.size() != ed25519_seed_bytes) return invalid("an ed25519 seed has 32 bytes");
  EVP_PKEY* key =
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(bytes), bytes.size());
  require(key != nullptr);
  return Ed25519Key(std::shared_ptr<void>(key, free_key));
}

std::string Ed25519Key::public_key() const {
  std::string bytes(ed25519_public_bytes, '\0');
  std::size_t size = bytes.size();
  require(EVP_PKEY_get_raw_public_key(static_cast<EVP_PKEY*>(key_.get()), octets(bytes), &size) ==
          1);
  return bytes;
}

std::string Ed25519Key::sign(std::string_view text) const {
  const Context context(EVP_MD_CTX_new(), free_context);
  std::string signature(signature_bytes, '\0');
  std::size_t size = signature.size();
  require(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                                        static_cast<EVP_PKEY*>(key_.get())) == 1);
  require(EVP_DigestSign(context.get(), octets(signature), &size, octets(text), text.size()) == 1);
  return signature;
}

}  // namespace patchbay::crypto
