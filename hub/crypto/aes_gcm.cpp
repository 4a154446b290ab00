#include "hub/crypto/aes_gcm.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "hub/base/result.h"

namespace patchbay::crypto {
namespace {

using Cipher = std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)>;
using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

/// OpenSSL 3 looks an algorithm up by name on every use, unless it was fetched.
const EVP_CIPHER* cipher() {
  static const Cipher fetched(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), &EVP_CIPHER_free);
  if (!fetched) throw ErrorException(internal("OpenSSL has no AES-256-GCM"));
  return fetched.get();
}

/// One for each thread and direction: making one costs as much as sealing a short text.
EVP_CIPHER_CTX* context_of_thread(bool seals) {
  const auto make = [] {
    Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    if (!context) throw ErrorException(internal("OpenSSL has no memory for AES-256-GCM"));
    return context;
  };
  thread_local const std::array<Context, 2> contexts{make(), make()};
  return contexts.at(seals ? 1 : 0).get();
}

void require(int fine) {
  if (fine != 1) throw ErrorException(internal("OpenSSL could not compute AES-256-GCM"));
}

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

void gcm_seal(std::string_view key, std::string_view nonce, std::string_view associated,
              std::string_view plain, std::span<char> sealed) {
  if (plain.size() > gcm_plain_bytes_max)
    throw ErrorException(invalid("a value of more than 64 MiB cannot be sealed"));
  EVP_CIPHER_CTX* const context = context_of_thread(true);
  require(EVP_EncryptInit_ex2(context, cipher(), octets(key), octets(nonce), nullptr));
  int size = 0;
  require(EVP_EncryptUpdate(context, nullptr, &size, octets(associated),
                            static_cast<int>(associated.size())));
  auto* const out = reinterpret_cast<unsigned char*>(sealed.data());
  require(EVP_EncryptUpdate(context, out, &size, octets(plain), static_cast<int>(plain.size())));
  unsigned char* const tag = out + plain.size();
  require(EVP_EncryptFinal_ex(context, tag, &size));
  require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, gcm_tag_bytes, tag));
}

std::optional<std::string> gcm_open(std::string_view key, std::string_view nonce,
                                    std::string_view associated, std::string_view sealed) {
  if (sealed.size() < gcm_tag_bytes || sealed.size() > gcm_plain_bytes_max + gcm_tag_bytes)
    return std::nullopt;
  EVP_CIPHER_CTX* const context = context_of_thread(false);
  require(EVP_DecryptInit_ex2(context, cipher(), octets(key), octets(nonce), nullptr));
  int size = 0;
  require(EVP_DecryptUpdate(context, nullptr, &size, octets(associated),
                            static_cast<int>(associated.size())));
  std::string plain(sealed.size() - gcm_tag_bytes, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(plain.data());
  require(EVP_DecryptUpdate(context, out, &size, octets(sealed), static_cast<int>(plain.size())));
  std::string tag(sealed.substr(plain.size()));
  require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, gcm_tag_bytes, tag.data()));
  unsigned char rest[gcm_tag_bytes];
  if (EVP_DecryptFinal_ex(context, rest, &size) != 1) {
    plain.assign(plain.size(), '\0');
    return std::nullopt;
  }
  return plain;
}

}  // namespace patchbay::crypto
