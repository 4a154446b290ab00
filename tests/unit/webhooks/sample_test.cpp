#include "webhooks/sample.h"

#include <gtest/gtest.h>

#include "hub/crypto/digest.h"
#include "webhooks/verifier.h"

namespace patchbay::webhooks {
namespace {

constexpr Timestamp noon{1'700'000'000'000'000};
const std::string address = "https://hub.test/webhooks/acme";
/// A key in whatever encoding a scheme wants.
const std::string key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

Verification verify(const Scheme& scheme, const SampleWebhook& sample, const Secret& secret) {
  return Verifier::make(scheme, {&secret, 1})
      .value()
      .verify({sample.method, sample.url, sample.headers, sample.body, noon});
}

TEST(SampleWebhook, is_taken_as_the_partners_in_every_preset_with_a_shared_secret) {
  int signed_ones = 0;
  for (const auto& name : preset_names()) {
    SCOPED_TRACE(name);
    const auto scheme = parse_scheme(boost::json::string(name)).value();
    const Secret secret(key);
    auto sample = make_sample(scheme, secret, address, noon);
    if (!sample && sample.error().kind == ErrorKind::refused) continue;
    ASSERT_TRUE(sample) << sample.error().message;
    ++signed_ones;
    EXPECT_TRUE(std::holds_alternative<Accepted>(verify(scheme, *sample, secret)));
    if (scheme.algorithm == Algorithm::secret) continue;
    sample->body += " ";
    EXPECT_TRUE(std::holds_alternative<Refused>(verify(scheme, *sample, secret)));
  }
  EXPECT_GE(signed_ones, 10);
}

TEST(SampleWebhook, cannot_be_made_with_a_public_key_or_without_a_key) {
  const auto ed25519 = parse_scheme(boost::json::string("standard-v1a")).value();
  EXPECT_EQ(make_sample(ed25519, Secret("whpk_" + key), address, noon).error().kind,
            ErrorKind::refused);
  const auto standard = parse_scheme(boost::json::string("standard")).value();
  const auto broken = make_sample(standard, Secret("whsec_not-base64"), address, noon);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().message.find("not-base64"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::webhooks
