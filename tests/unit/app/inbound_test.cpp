#include "hub/app/inbound.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/stores.h"

namespace patchbay::app {
namespace {

class InboundVerifiers : public testing::Test {
 protected:
  InboundVerifiers() {
    std::filesystem::create_directories(folder_.path() / "shop");
    std::ofstream(folder_.path() / "shop" / "partner.lua") << R"(
return { id = "shop", name = "Shop", kind = "retail", version = "1.0.0",
  webhook = { scheme = "github" }, capabilities = { issue_voucher = function() end } })";
    setup_.id = setup_.plug = "shop";
  }
  Result<std::map<std::string, webhooks::Verifier>> verifiers() {
    const Home home{folder_.path().string(), (folder_.path() / "none").string(), ""};
    const auto registry = load_partners({setup_}, home, folder_.path().string()).value();
    return inbound_verifiers({setup_}, registry);
  }
  std::string refusal() {
    const auto made = verifiers();
    return made ? "it was accepted" : made.error().message;
  }

  TemporaryFolder folder_;
  PartnerSetup setup_;
};

TEST_F(InboundVerifiers, a_plugs_scheme_counts_once_there_is_a_secret) {
  EXPECT_TRUE(verifiers().value().empty());
  setup_.secrets[adapters::webhook_secret] = Secret("s");
  EXPECT_EQ(verifiers().value().count("shop"), 1u);
}

TEST_F(InboundVerifiers, configuration_wins_over_the_plug) {
  setup_.inbound["webhook_scheme"] = "standard";
  EXPECT_NE(refusal().find("partner \"shop\""), std::string::npos);
  setup_.secrets[adapters::webhook_secret] = Secret("too short");
  EXPECT_NE(refusal().find("webhook secret"), std::string::npos);
  setup_.secrets[adapters::webhook_secret] = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  EXPECT_EQ(verifiers().value().count("shop"), 1u);
  setup_.inbound["webhook_scheme"] = R"({"preset": "standard", "tolerance": 5})";
  EXPECT_NE(refusal().find("tolerance"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::app
