#include "hub/crypto/jwt.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "hub/crypto/digest.h"

namespace patchbay::crypto {
namespace {

EVP_PKEY* new_key(const char* type) {
  return std::string_view(type) == "EC"
             ? EVP_EC_gen("P-256")
             : EVP_RSA_gen(std::string_view(type) == "RSA" ? 2048 : 1024);
}

struct TestKey {
  explicit TestKey(const char* type) : key(new_key(type)) {}
  TestKey(const TestKey&) = delete;
  ~TestKey() { EVP_PKEY_free(key); }
  Secret pem() const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    std::string text(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return Secret(std::move(text));
  }
  EVP_PKEY* key;
};

/// As a server does; ECDSA signatures are put back into DER.
bool verifies(EVP_PKEY* key, const std::string& jwt, bool is_ec) {
  const auto dot = jwt.rfind('.');
  std::string signature = from_base64url(jwt.substr(dot + 1)).value();
  if (is_ec) {
    ECDSA_SIG* pair = ECDSA_SIG_new();
    const auto* raw = reinterpret_cast<const unsigned char*>(signature.data());
    ECDSA_SIG_set0(pair, BN_bin2bn(raw, 32, nullptr), BN_bin2bn(raw + 32, 32, nullptr));
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair, &der);
    signature.assign(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
  }
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key);
  const int fine =
      EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()),
                       signature.size(), reinterpret_cast<const unsigned char*>(jwt.data()), dot);
  EVP_MD_CTX_free(context);
  return fine == 1;
}

TEST(JwtTest, is_signed_as_the_key_is) {
  for (const auto& [type, algorithm] : {std::pair{"RSA", "RS256"}, std::pair{"EC", "ES256"}}) {
    const TestKey key(type);
    const auto jwt = sign_jwt(R"({"iss":"me"})", key.pem(), "k 1");
    ASSERT_TRUE(jwt) << jwt.error().message;
    const auto dot = jwt->find('.');
    EXPECT_EQ(from_base64url(jwt->substr(0, dot)).value(),
              std::string(R"({"alg":")") + algorithm + R"(","typ":"JWT","kid":"k 1"})");
    EXPECT_EQ(from_base64url(jwt->substr(dot + 1, jwt->rfind('.') - dot - 1)).value(),
              R"({"iss":"me"})");
    EXPECT_TRUE(verifies(key.key, *jwt, *algorithm == 'E'));
    const TestKey other(type);
    EXPECT_FALSE(verifies(other.key, *jwt, *algorithm == 'E'));
  }
}

TEST(JwtTest, wants_a_key_that_is_good_enough) {
  const TestKey small("small RSA");
  for (const auto& pem : {small.pem(), Secret(), Secret(std::string("-----BEGIN s3cr3t"))}) {
    const auto jwt = sign_jwt("{}", pem, "");
    ASSERT_FALSE(jwt);
    EXPECT_EQ(jwt.error().kind, ErrorKind::invalid);
    EXPECT_EQ(jwt.error().message.find("s3cr3t"), std::string::npos);
  }
  const TestKey key("EC");
  EXPECT_FALSE(sign_jwt("{}", key.pem(), "a\"b"));
}

TEST(JwtTest, encodes_for_urls) {
  EXPECT_EQ(to_base64url(bytes_of("\xfb\xff\xfe")), "-__-");
  EXPECT_EQ(to_base64url(bytes_of("a")), "YQ");
  for (const char* text : {"", "a", "ab", "abc", "\xfb\xff\xfe\x01"})
    EXPECT_EQ(from_base64url(to_base64url(bytes_of(text))).value(), text);
  for (const char* bad : {"YQ==", "a+b/", "a b", "a"}) EXPECT_FALSE(from_base64url(bad)) << bad;
}

}  // namespace
}  // namespace patchbay::crypto
