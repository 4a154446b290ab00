#include "hub/crypto/digest.h"

#include <gtest/gtest.h>

#include <array>

namespace patchbay::crypto {
namespace {

std::string hmac_hex(std::string_view key, std::string_view text) {
  const std::array<std::string_view, 1> parts{text};
  return to_hex(hmac_sha256(key, parts));
}

TEST(Sha256, GivesTheDigestsOfFips180) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(HmacSha256, GivesTheVectorsOfRfc4231) {
  EXPECT_EQ(hmac_hex(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      hmac_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, CoversTheConcatenationOfItsParts) {
  const std::array<std::string_view, 3> parts{"what do ya ", "", "want for nothing?"};
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", parts)), hmac_hex("Jefe", "what do ya want for nothing?"));
}

TEST(HmacSha256, TakesAnEmptyKey) {
  EXPECT_EQ(hmac_hex({}, ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(EqualInConstantTime, ComparesLengthAndBytes) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("same", "same"));
  EXPECT_FALSE(equal_in_constant_time("same", "sama"));
  EXPECT_FALSE(equal_in_constant_time("same", "sam"));
}

TEST(Hex, GoesThereAndBack) {
  const std::string all("\x00\x7f\xff\x10", 4);
  EXPECT_EQ(to_hex(bytes_of(all)), "007fff10");
  EXPECT_EQ(*from_hex("007FfF10"), all);
  EXPECT_EQ(*from_hex(""), "");
}

TEST(Hex, RefusesOtherText) {
  for (const char* text : {"0", "0g", "00 11", "0x", "00\n"})
    EXPECT_EQ(from_hex(text).error().kind, ErrorKind::invalid) << text;
}

TEST(Base64, GivesTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"},
                                                         {"\xfb\xff", "+/8="}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(to_base64(bytes_of(plain)), encoded);
    EXPECT_EQ(*from_base64(encoded), plain);
  }
}

TEST(Base64, RefusesOtherText) {
  // Missing or surplus padding, the URL alphabet, blanks, and bits that no encoder writes.
  for (const char* text : {"Zg", "Zg=", "Zg===", "-_8=", "Zm 9v", "Zm9v\n", "Zh==", "="})
    EXPECT_EQ(from_base64(text).error().kind, ErrorKind::invalid) << text;
}

}  // namespace
}  // namespace patchbay::crypto
