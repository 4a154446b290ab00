#include "hub/crypto/verify_key.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "hub/crypto/digest.h"

namespace patchbay::crypto {
namespace {

constexpr std::size_t ed25519_key_bytes = 32;
constexpr std::size_t curve_name_max = 80;
constexpr std::size_t text_max = 4096;

using Key = std::shared_ptr<evp_pkey_st>;

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Key shared(EVP_PKEY* key) { return key ? Key(key, &EVP_PKEY_free) : Key(); }

Key read_pem(std::string_view text) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
  return bio ? shared(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr)) : Key();
}

Key read_raw(VerifyKind kind, std::string_view bytes) {
  if (kind == VerifyKind::ed25519 && bytes.size() == ed25519_key_bytes)
    return shared(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(bytes), bytes.size()));
  const unsigned char* at = octets(bytes);
  Key key = shared(d2i_PUBKEY(nullptr, &at, static_cast<long>(bytes.size())));
  return at == octets(bytes) + bytes.size() ? key : Key();
}

bool is_p256(const EVP_PKEY* key) {
  std::string name(curve_name_max, '\0');
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) return false;
  name.resize(size);
  return name == "prime256v1";
}

bool fits(VerifyKind kind, const EVP_PKEY* key) {
  if (kind == VerifyKind::ed25519) return EVP_PKEY_get_id(key) == EVP_PKEY_ED25519;
  return EVP_PKEY_get_id(key) == EVP_PKEY_EC && is_p256(key);
}

}  // namespace

Result<VerifyKey> VerifyKey::parse(VerifyKind kind, std::string_view text) {
  Key key;
  if (text.starts_with("-----")) {
    key = read_pem(text);
  } else if (text.size() <= text_max) {
    const auto hex = text.size() == 2 * ed25519_key_bytes ? from_hex(text) : invalid("no hex");
    const auto bytes = hex ? hex : from_base64(text);
    if (bytes) key = read_raw(kind, *bytes);
  }
  ERR_clear_error();
  if (!key || !fits(kind, key.get()))
    return invalid(
        kind == VerifyKind::ed25519
            ? "the text is no public key of ed25519: give its 32 bytes as base64 or hex, or a PEM"
            : "the text is no public key of P-256: give the PEM, or the base64 of its DER");
  return VerifyKey(kind, std::move(key));
}

bool VerifyKey::verifies(std::string_view message, std::string_view signature) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const EVP_MD* digest = kind_ == VerifyKind::ed25519 ? nullptr : EVP_sha256();
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) != 1)
    throw ErrorException(internal("OpenSSL could not check a signature"));
  const bool fine = EVP_DigestVerify(context.get(), octets(signature), signature.size(),
                                     octets(message), message.size()) == 1;
  ERR_clear_error();
  return fine;
}

}  // namespace patchbay::crypto
