#include "hub/crypto/mac.h"

#include <gtest/gtest.h>

namespace patchbay::crypto {
namespace {

// RFC 2202 section 3 (SHA-1) and RFC 4231 section 4.3 (SHA-2), test case 2.
constexpr std::string_view key = "Jefe", text = "what do ya want for nothing?";

TEST(Mac, GivesTheCodesOfTheRfcs) {
  EXPECT_EQ(hmac_text(MacHash::sha1, key, text, MacText::hex_lower),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(hmac_text(MacHash::sha256, key, text, MacText::hex_lower),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_text(MacHash::sha512, key, text, MacText::hex_lower).substr(0, 32),
            "164b7a7bfcf819e2e395fbe73b56e0a3");
}

TEST(Mac, WritesItAsTheyWantIt) {
  EXPECT_EQ(hmac_text(MacHash::sha1, key, text, MacText::hex_upper),
            "EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79");
  EXPECT_EQ(hmac_text(MacHash::sha1, key, text, MacText::base64), "7/zfauXrL6LSdBbV8YTfnCWafHk=");
  EXPECT_EQ(hmac_text(MacHash::sha256, "", "", MacText::hex_lower),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace patchbay::crypto
