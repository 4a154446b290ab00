#include "hub/crypto/aes_gcm.h"

#include <openssl/evp.h>

#include <memory>

#include "hub/base/result.h"

namespace patchbay::crypto {
namespace {

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Context new_context() {
  Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  if (!context) throw ErrorException(internal("OpenSSL has no memory for AES-256-GCM"));
  return context;
}

void require(int fine) {
  if (fine != 1) throw ErrorException(internal("OpenSSL could not compute AES-256-GCM"));
}

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octets(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string gcm_seal(std::string_view key, std::string_view nonce, std::string_view associated,
                     std::string_view plain) {
  if (plain.size() > gcm_plain_bytes_max)
    throw ErrorException(invalid("a value of more than 64 MiB cannot be sealed"));
  const Context context = new_context();
  require(
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, octets(key), octets(nonce)));
  int size = 0;
  require(EVP_EncryptUpdate(context.get(), nullptr, &size, octets(associated),
                            static_cast<int>(associated.size())));
  std::string sealed(plain.size() + gcm_tag_bytes, '\0');
  require(EVP_EncryptUpdate(context.get(), octets(sealed), &size, octets(plain),
                            static_cast<int>(plain.size())));
  unsigned char* const tag = octets(sealed) + plain.size();
  require(EVP_EncryptFinal_ex(context.get(), tag, &size));
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, gcm_tag_bytes, tag));
  return sealed;
}

std::optional<std::string> gcm_open(std::string_view key, std::string_view nonce,
                                    std::string_view associated, std::string_view sealed) {
  if (sealed.size() < gcm_tag_bytes || sealed.size() > gcm_plain_bytes_max + gcm_tag_bytes)
    return std::nullopt;
  const Context context = new_context();
  require(
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, octets(key), octets(nonce)));
  int size = 0;
  require(EVP_DecryptUpdate(context.get(), nullptr, &size, octets(associated),
                            static_cast<int>(associated.size())));
  std::string plain(sealed.size() - gcm_tag_bytes, '\0');
  require(EVP_DecryptUpdate(context.get(), octets(plain), &size, octets(sealed),
                            static_cast<int>(plain.size())));
  std::string tag(sealed.substr(plain.size()));
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, gcm_tag_bytes, tag.data()));
  unsigned char rest[gcm_tag_bytes];
  if (EVP_DecryptFinal_ex(context.get(), rest, &size) != 1) {
    plain.assign(plain.size(), '\0');
    return std::nullopt;
  }
  return plain;
}

}  // namespace patchbay::crypto
