#include "hub/crypto/mac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#include <array>

#include "hub/crypto/digest.h"

namespace patchbay::crypto {
namespace {

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

void require(bool fine) {
  if (!fine) throw ErrorException(internal("OpenSSL could not compute HMAC"));
}

using MacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string hmac_text(MacHash hash, std::string_view key, std::string_view text, MacText form) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  // A null key would mean "keep the key set before", so an empty key needs an address.
  const std::string_view given = key.empty() ? std::string_view("") : key;
  const auto* done =
      HMAC(algorithm_of(hash), given.data(), static_cast<int>(given.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  if (!done) throw ErrorException(internal("OpenSSL could not compute HMAC"));
  const auto code = std::as_bytes(std::span(bytes.data(), size));
  if (form == MacText::base64) return to_base64(code);
  return form == MacText::hex_upper ? upper(to_hex(code)) : to_hex(code);
}

MacKey::MacKey(MacHash hash, std::string_view key) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> algorithm(
      EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free);
  require(algorithm != nullptr);
  MacContext context(EVP_MAC_CTX_new(algorithm.get()), &EVP_MAC_CTX_free);
  std::string name(EVP_MD_get0_name(algorithm_of(hash)));
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end()};
  const std::string_view given = key.empty() ? std::string_view("") : key;
  require(context && EVP_MAC_init(context.get(), octets(given), given.size(), parameters) == 1);
  prepared_ = {context.release(), &EVP_MAC_CTX_free};
}

std::string MacKey::code(std::span<const std::string_view> parts) const {
  const MacContext context(EVP_MAC_CTX_dup(prepared_.get()), &EVP_MAC_CTX_free);
  require(context != nullptr);
  for (const std::string_view part : parts)
    require(EVP_MAC_update(context.get(), octets(part), part.size()) == 1);
  std::string code(EVP_MAX_MD_SIZE, '\0');
  std::size_t size = 0;
  require(EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(code.data()), &size,
                        code.size()) == 1);
  code.resize(size);
  return code;
}

}  // namespace patchbay::crypto
