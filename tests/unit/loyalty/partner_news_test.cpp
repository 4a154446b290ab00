#include "hub/loyalty/partner_news.h"

#include "tests/unit/loyalty/issuer_support.h"

namespace patchbay::loyalty {
namespace {

class PartnerNewsTest : public IssuerTest {
 protected:
  void issue() {
    partner({SettleWay::find_issued});
    caller_.expect(voucher());
    EXPECT_TRUE(is_done(run()));
  }
  Heard hear_of(RewardState to, const std::string& partner = "woolworths") {
    return write([&](store::Session& s) {
      const auto heard = hear(s, {test::organisation, partner, id_, to}, clock_, random_);
      if (heard.heard != Heard::not_ours) {
        EXPECT_EQ(heard.customer, "ann");
      }
      return heard.heard;
    });
  }
};
PATCHBAY_ON_BOTH_STORES(PartnerNewsTest);

TEST_P(PartnerNewsTest, a_redeemed_voucher_redeems_its_reward_once) {
  issue();
  EXPECT_EQ(hear_of(RewardState::redeemed), Heard::yes);
  EXPECT_EQ(state(), RewardState::redeemed);
  EXPECT_EQ(hear_of(RewardState::redeemed), Heard::yes);
  EXPECT_EQ(hear_of(RewardState::expired), Heard::yes);  // out of order: it stays redeemed
  EXPECT_EQ(state(), RewardState::redeemed);
  EXPECT_EQ(number("SELECT COUNT(*) FROM reward_redemptions"), 1);
  EXPECT_EQ(number("SELECT COUNT(*) FROM reward_moves WHERE actor = 'webhook:woolworths'"), 1);
}

TEST_P(PartnerNewsTest, an_expired_voucher_expires_its_reward) {
  issue();
  EXPECT_EQ(hear_of(RewardState::expired), Heard::yes);
  EXPECT_EQ(state(), RewardState::expired);
  EXPECT_EQ(number("SELECT COUNT(*) FROM reward_redemptions"), 0);
}

TEST_P(PartnerNewsTest, nobody_listens_to_what_a_partner_says_of_anothers_reward) {
  issue();
  EXPECT_EQ(hear_of(RewardState::redeemed, "coles"), Heard::not_ours);
  EXPECT_EQ(state(), RewardState::issued);
  id_ = "rwd_unknown";
  EXPECT_EQ(hear_of(RewardState::redeemed), Heard::not_ours);
}

TEST_P(PartnerNewsTest, news_may_be_faster_than_the_answer) {
  EXPECT_EQ(hear_of(RewardState::redeemed), Heard::not_yet);
  partner({SettleWay::find_issued});
  caller_.expect(adapters::unknown("timed out"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(hear_of(RewardState::redeemed), Heard::not_yet);
  EXPECT_EQ(state(), RewardState::unconfirmed);
}

}  // namespace
}  // namespace patchbay::loyalty
