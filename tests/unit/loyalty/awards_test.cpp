#include "hub/loyalty/awards.h"

#include "hub/loyalty/links.h"
#include "tests/unit/loyalty/checked.h"
#include "tests/unit/loyalty/support.h"

namespace patchbay::loyalty {
namespace {

class AwardsTest : public test::CheckedTest {
 protected:
  void link(const std::string& customer, const std::string& partner) {
    const std::vector<Link> links{{customer, partner, "600894321765"}};
    write([&](store::Session& s) {
      link_accounts(s, organisation_, links, test::keys(), clock_.now());
    });
  }
  Reward given_to(const std::string& customer) {
    return read([&](store::Session& s) {
             return list_rewards(s, organisation_, {customer, "", ""}).value();
           })
        .at(0);
  }
};
PATCHBAY_ON_BOTH_STORES(AwardsTest);

using Texts = std::vector<std::string>;

TEST_P(AwardsTest, partners_with_a_linked_account_go_first_and_the_order_stays_among_both) {
  policy_ = policy::test::rules(R"(
reward { id = "grocery", kind = "retail", capability = "issue_voucher" }
milestone { id = "month_1", days = 30, reward = "grocery", amount = AUD(20),
            partners = { "a", "b", "c", "d" } }
)");
  link("ann", "d");
  link("ann", "b");
  link("ann", "elsewhere");
  link("eve", "a");
  for (const char* customer : {"ann", "bob"}) {
    tell(customer, ProgressKind::start, "2026-05-31");
    check(customer);
  }
  EXPECT_EQ(given_to("ann").eligible_partners, (Texts{"b", "d", "a", "c"}));
  EXPECT_EQ(given_to("ann").partner, "b");
  EXPECT_EQ(count("jobs WHERE kind = 'reward.issue' AND partner = 'b'"), 1);
  EXPECT_EQ(given_to("bob").eligible_partners, (Texts{"a", "b", "c", "d"}));
  EXPECT_EQ(given_to("bob").partner, "a");
}

TEST_P(AwardsTest, a_choice_is_the_customers_whatever_is_linked) {
  policy_ = policy::test::rules(R"(
reward { id = "grocery", kind = "retail", capability = "issue_voucher" }
milestone { id = "month_1", days = 30, reward = "grocery", amount = AUD(20), choice = true,
            partners = { "a", "b" } }
)");
  link("ann", "b");
  tell("ann", ProgressKind::start, "2026-05-31");
  check("ann");
  EXPECT_EQ(given_to("ann").eligible_partners, (Texts{"a", "b"}));
  EXPECT_EQ(given_to("ann").partner, "");
}

TEST_P(AwardsTest, a_reward_keeps_the_message_of_the_rules_that_awarded_it) {
  const auto with_message = [](const std::string& words) {
    return policy::test::rules(R"(
reward { id = "grocery", kind = "retail", capability = "issue_voucher" }
milestone { id = "month_1", days = 30, reward = "grocery", amount = AUD(20),
            partners = { "coles" }, message = ")" +
                               words + "\" }");
  };
  policy_ = with_message("Here is a voucher.");
  tell("ann", ProgressKind::start, "2026-05-31");
  check("ann");
  policy_ = with_message("Something else.");
  check("ann");
  EXPECT_EQ(given_to("ann").message, "Here is a voucher.");
  EXPECT_EQ(message_for_customer(given_to("ann")), "Your reward is on its way.")
      << "it is not there yet";
  write([](store::Session& s) { store::execute(s, "UPDATE rewards SET state = 'issued'"); });
  EXPECT_EQ(message_for_customer(given_to("ann")), "Here is a voucher.");
}

TEST(RewardMessage, a_milestones_own_is_told_when_it_is_true) {
  Reward reward;
  reward.message = "It has been a year.";
  const auto told = [&](RewardState state) {
    reward.state = state;
    return message_for_customer(reward);
  };
  for (const RewardState state :
       {RewardState::held, RewardState::pending, RewardState::processing, RewardState::unconfirmed,
        RewardState::redeemed, RewardState::expired, RewardState::failed, RewardState::cancelled})
    EXPECT_EQ(told(state).find("a year"), std::string::npos) << name_of(state);
  EXPECT_EQ(told(RewardState::issued), "It has been a year.");
  EXPECT_EQ(told(RewardState::awaiting_choice),
            "It has been a year. Choose who your reward is to come from.");
  reward.message.clear();
  EXPECT_EQ(told(RewardState::issued), "Your reward is ready.");
  EXPECT_EQ(told(RewardState::awaiting_choice), "Choose who your reward is to come from.");
}

}  // namespace
}  // namespace patchbay::loyalty
