#include "hub/crypto/jwt.h"

#include <openssl/bio.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <memory>

#include "hub/crypto/digest.h"

namespace patchbay::crypto {
namespace {

constexpr int rsa_bits_min = 2048;
constexpr int p256_bits = 256;
constexpr int p256_half_bytes = 32;
constexpr std::size_t key_id_bytes_max = 256;

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

enum class Algorithm { rs256, es256 };

/// An encrypted key is not opened: OpenSSL would ask at the terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

Key read_key(const Secret& pem) {
  const auto text = pem.reveal();
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!bio) throw ErrorException(internal("OpenSSL has no memory for a key"));
  return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
}

Result<Algorithm> algorithm_of(const EVP_PKEY* key) {
  if (key != nullptr && EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= rsa_bits_min)
    return Algorithm::rs256;
  if (key != nullptr && EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_bits(key) == p256_bits)
    return Algorithm::es256;
  return invalid(
      "the private key is not PEM of an RSA key of at least 2048 bits or of an EC P-256 key "
      "without passphrase");
}

std::string sign(EVP_PKEY* key, std::string_view text) {
  const Context context(EVP_MD_CTX_new());
  std::size_t size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(text.data());
  std::string signature;
  const bool fine =
      context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
      EVP_DigestSign(context.get(), nullptr, &size, data, text.size()) == 1 &&
      (signature.resize(size),
       EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                      data, text.size()) == 1);
  if (!fine) throw ErrorException(internal("OpenSSL could not sign a JWT"));
  signature.resize(size);
  return signature;
}

/// JWS has both numbers at full length (RFC 7518 section 3.4), OpenSSL gives them in DER.
std::string raw_ecdsa(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const EcSignature parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!parsed) throw ErrorException(internal("OpenSSL made no ECDSA signature"));
  std::string raw(2UL * p256_half_bytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), out, p256_half_bytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), out + p256_half_bytes, p256_half_bytes);
  return raw;
}

bool is_plain(std::string_view id) {
  const auto plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
  return id.size() <= key_id_bytes_max && std::all_of(id.begin(), id.end(), plain);
}

}  // namespace

std::string to_base64url(std::span<const std::byte> bytes) {
  std::string text = to_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

Result<std::string> from_base64url(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos)
    return invalid("this is not base64url without padding");
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return from_base64(standard);
}

Result<std::string> sign_jwt(std::string_view claims, const Secret& pem, std::string_view key_id) {
  if (!is_plain(key_id)) return invalid("the key id is not plain ASCII of at most 256 characters");
  const Key key = read_key(pem);
  const auto algorithm = algorithm_of(key.get());
  if (!algorithm) return algorithm.error();
  const bool is_ec = *algorithm == Algorithm::es256;
  std::string header =
      std::string(R"({"alg":")") + (is_ec ? "ES256" : "RS256") + R"(","typ":"JWT")";
  if (!key_id.empty()) header += R"(,"kid":")" + std::string(key_id) + '"';
  header += '}';
  const std::string text = to_base64url(bytes_of(header)) + "." + to_base64url(bytes_of(claims));
  const std::string signature = sign(key.get(), text);
  return text + "." + to_base64url(bytes_of(is_ec ? raw_ecdsa(signature) : signature));
}

}  // namespace patchbay::crypto
