#include "hub/crypto/digest_stream.h"

#include <openssl/evp.h>

namespace patchbay::crypto {

struct DigestStream::Body {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

DigestStream::DigestStream() : body_(std::make_unique<Body>()) {
  if (EVP_DigestInit_ex(body_->context.get(), EVP_sha256(), nullptr) != 1)
    throw ErrorException(internal("OpenSSL gives no SHA-256"));
}
DigestStream::~DigestStream() = default;

void DigestStream::add(std::string_view bytes) {
  EVP_DigestUpdate(body_->context.get(), bytes.data(), bytes.size());
}

Digest256 DigestStream::finish() {
  Digest256 digest{};
  EVP_DigestFinal_ex(body_->context.get(), reinterpret_cast<unsigned char*>(digest.data()),
                     nullptr);
  return digest;
}

}  // namespace patchbay::crypto
