#include "webhooks/signing_key.h"

#include <gtest/gtest.h>

#include "hub/crypto/digest.h"
#include "hub/crypto/verify_key.h"

namespace patchbay::webhooks {
namespace {

// The published vector of v1a (WEBHOOK_FACTS.md, section 5).
const Secret private_text(
    "whsk_6Xb/dCcHpPea21PS1N9VY/"
    "NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==");
constexpr const char* public_text = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
constexpr const char* id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t seconds = 1614265330;
constexpr const char* body = R"({"test": 2432232314})";

TEST(SigningKey, signs_v1a_as_published) {
  const auto key = SigningKey::read(private_text).value();
  EXPECT_EQ(key.scheme(), Signing::v1a);
  EXPECT_EQ(key.public_key(), public_text);
  EXPECT_EQ(key.sign(id, seconds, body),
            "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+"
            "m7TBAg==");
}

TEST(SigningKey, signs_v1_as_published_with_and_without_the_prefix) {
  for (const char* text :
       {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}) {
    const auto key = SigningKey::read(Secret(text)).value();
    EXPECT_EQ(key.scheme(), Signing::v1);
    EXPECT_EQ(key.public_key(), "");
    EXPECT_EQ(key.sign(id, seconds, body), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }
}

TEST(SigningKey, what_it_makes_signs_and_verifies) {
  const auto made = SigningKey::make(Signing::v1a);
  EXPECT_TRUE(made.reveal().starts_with("whsk_"));
  EXPECT_NE(made.reveal(), SigningKey::make(Signing::v1a).reveal());
  const auto key = SigningKey::read(made).value();
  const std::string signature = key.sign("id", 1, "body").substr(4);
  const auto public_key =
      crypto::VerifyKey::parse(crypto::VerifyKind::ed25519, key.public_key().substr(5)).value();
  const auto bytes = crypto::from_base64(signature).value();
  EXPECT_TRUE(public_key.verifies("id.1.body", bytes));
  EXPECT_FALSE(public_key.verifies("id.1.bodY", bytes));
  EXPECT_EQ(SigningKey::read(SigningKey::make(Signing::v1)).value().scheme(), Signing::v1);
}

TEST(SigningKey, bad_secrets_are_refused_and_not_quoted) {
  const std::string whole(private_text.reveal());
  std::string foreign_public = whole;
  foreign_public[whole.size() - 5] = foreign_public[whole.size() - 5] == 'A' ? 'B' : 'A';
  for (const std::string& text :
       {std::string("whsk_"), std::string("whsk_####"), whole.substr(0, 49), foreign_public,
        std::string("whsec_c2hvcnQ="), std::string()}) {
    const auto read = SigningKey::read(Secret(text));
    ASSERT_FALSE(read) << text;
    const auto rest = text.size() > 10 ? text.substr(5) : "?";
    EXPECT_EQ(read.error().message.find(rest), std::string::npos);
  }
}

}  // namespace
}  // namespace patchbay::webhooks
