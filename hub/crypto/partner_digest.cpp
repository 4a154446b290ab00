#include "hub/crypto/partner_digest.h"

#include <openssl/evp.h>

#include "hub/base/result.h"

namespace patchbay::crypto {

const EVP_MD* algorithm_of(PartnerDigest kind) {
  switch (kind) {
    case PartnerDigest::md5: return EVP_md5();
    case PartnerDigest::sha1: return EVP_sha1();
    case PartnerDigest::sha256: return EVP_sha256();
    case PartnerDigest::sha384: return EVP_sha384();
    case PartnerDigest::sha512: return EVP_sha512();
  }
  return EVP_sha256();
}

std::string partner_digest(PartnerDigest kind, std::string_view text) {
  std::string bytes(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(bytes.data()), &size,
                 algorithm_of(kind), nullptr) != 1)
    throw ErrorException(unavailable("OpenSSL has no such digest on this machine"));
  bytes.resize(size);
  return bytes;
}

}  // namespace patchbay::crypto
