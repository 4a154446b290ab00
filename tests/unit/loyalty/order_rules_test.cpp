// Orders decided by rules of all kinds: limits, functions that fail, programmes without tiers.

#include <boost/json/serialize.hpp>

#include "hub/loyalty/awards.h"
#include "hub/loyalty/customers.h"
#include "hub/loyalty/ledger.h"
#include "hub/loyalty/programme.h"
#include "hub/loyalty/reward_id.h"
#include "hub/loyalty/waiting_orders.h"
#include "hub/policy/decisions.h"
#include "tests/unit/loyalty/support.h"

namespace patchbay::loyalty {
namespace {

using test::order;
using test::organisation;

const std::string programme =
    R"(programme { id = "small", currency = "USD", time_zone = "UTC" }
)";
const std::string earn =
    R"(earn { points = 1, per = USD(1), basis = "running_total", rounding = "half_up" }
)";
const std::string milestones =
    R"(reward { id = "voucher", kind = "retail", capability = "issue_voucher" }
milestone { id = "points_10", points = 10, reward = "voucher", amount = USD(20),
            partners = { "shop", "grocer" } }
milestone { id = "points_20", points = 20, reward = "voucher", amount = USD(30),
            partners = { "shop" } }
)";

class OrderRulesTest : public StoreTest {
 protected:
  void rules(const std::string& text) {
    auto policy = policy::Policy::from_files({{"rules.lua", programme + text}});
    ASSERT_TRUE(policy) << policy.error().message;
    policies_ = policy::make_fixed_book(std::move(*policy));
  }
  std::vector<Refusal> take(const std::vector<Order>& orders) {
    return write([&](store::Session& s) {
      return post_orders(s, organisation, *policies_, orders, clock_, random_);
    });
  }
  RetriedOrders retry(std::int64_t after = 0, std::size_t limit = 100) {
    return write([&](store::Session& s) {
      return retry_waiting_orders(s, organisation, *policies_, clock_, random_, after, limit);
    });
  }
  WaitingCount waiting() {
    return read([](store::Session& s) { return count_waiting_orders(s, organisation); });
  }
  /// Nothing when the hub does not know the customer.
  std::optional<Customer> customer(const std::string& id) {
    return read([&](store::Session& s) { return find_customer(s, organisation, id); });
  }
  std::int64_t number(const std::string& sql) {
    return *read([&](store::Session& s) { return store::query_value<std::int64_t>(s, sql); });
  }
  /// "<milestone> <state> <reason>" in order.
  std::vector<std::string> rewards() {
    return read([](store::Session& s) {
      std::vector<std::string> found;
      store::query(s, "SELECT milestone_id, state, reason FROM rewards ORDER BY milestone_id",
                   [&](std::string milestone, std::string state, std::string reason) {
                     found.push_back(milestone + " " + state + " " + reason);
                   });
      return found;
    });
  }
  policy::KeptDecision decision(const std::string& reference) {
    return read([&](store::Session& s) {
      return policy::find_decision_of(s, organisation, reference).value();
    });
  }

  std::unique_ptr<policy::PolicyBook> policies_;
  ManualClock clock_{{1'000'000}};
  SeededRandom random_{7};
};
PATCHBAY_ON_BOTH_STORES(OrderRulesTest);

TEST_P(OrderRulesTest, a_decision_is_kept_with_the_facts_before_the_order) {
  rules(earn + milestones);
  take({order("1", "ann", 400), order("2", "ann", 700)});
  const auto kept = decision("order/orders/2");
  EXPECT_EQ(kept.customer, "ann");
  EXPECT_EQ(kept.decided_at, clock_.now());
  EXPECT_EQ(kept.facts.spent_minor, 400);
  EXPECT_EQ(kept.facts.points, 4);
  EXPECT_EQ(kept.facts.amount_minor, 700);
  EXPECT_NE(kept.effects.find("points_10"), std::string::npos) << kept.effects;
  const auto policy = read(
      [&](store::Session& s) { return policies_->version(s, organisation, kept.version).value(); });
  const auto again = policy::decide(policy, kept.facts);
  ASSERT_TRUE(again);
  EXPECT_EQ(boost::json::serialize(policy::effects_json(*again, policy)), kept.effects);
  take({order("2", "ann", 700)});
  EXPECT_EQ(number("SELECT COUNT(*) FROM decisions"), 2);
}

TEST_P(OrderRulesTest, decisions_of_one_moment_are_found_in_the_order_of_their_making) {
  rules(earn);
  std::vector<Order> orders;
  for (int i = 0; i < 60; ++i) orders.push_back(order("o" + std::to_string(i), "42", 100));
  take(orders);
  const auto kept =
      read([](store::Session& s) { return policy::list_decisions(s, organisation, {}); });
  ASSERT_EQ(kept.size(), orders.size());
  for (std::size_t i = 0; i < kept.size(); ++i)
    EXPECT_EQ(kept[i].facts.points, static_cast<std::int64_t>(i)) << kept[i].reference;
}

TEST_P(OrderRulesTest, a_programme_may_have_neither_tiers_nor_points) {
  rules(
      R"(limit { id = "large", on = "order", above = USD(100), effect = "flag", message = "m" })");
  EXPECT_TRUE(take({order("1", "ann", 20'000)}).empty());
  EXPECT_EQ(customer("ann")->tier, "");
  EXPECT_EQ(customer("ann")->points, 0);
  EXPECT_NE(decision("order/orders/1").effects.find("flag"), std::string::npos);
}

TEST_P(OrderRulesTest, an_order_that_is_flagged_raises_one_alert) {
  rules(
      earn +
      R"(limit { id = "large", on = "order", above = USD(100), effect = "flag", message = "m" })");
  take({order("1", "ann", 20'000), order("2", "ann", 100), order("3", "bob", 30'000)});
  take({order("1", "ann", 20'000)});
  EXPECT_EQ(number("SELECT COUNT(*) FROM events WHERE type = 'alert.raised'"), 2);
  EXPECT_EQ(customer("ann")->points, 201) << "it goes on";
}

TEST_P(OrderRulesTest, each_purchase_by_itself_adds_up_to_points_in_all) {
  rules(R"(earn { points = 1, per = USD(1), basis = "purchase", rounding = "floor" })" +
        milestones);
  take({order("1", "ann", 550), order("2", "ann", 550)});
  EXPECT_EQ(customer("ann")->points, 10);
  EXPECT_EQ(number("SELECT earned_points FROM customers"), 10);
  EXPECT_EQ(rewards().size(), 1u);
}

TEST_P(OrderRulesTest, points_in_all_are_those_of_the_ledger_whatever_the_rules_become) {
  const auto times = [](const char* factor) {
    return std::string(
               R"(earn { points = 1, per = USD(1), basis = "running_total", factor = times ")") +
           factor + R"(", rounding = "half_up" })";
  };
  const std::pair<const char*, std::int64_t> rows[] = {{"1.2", 120}, {"1", 220}, {"1.5", 370}};
  for (const auto& [factor, points] : rows) {
    rules(times(factor));
    take({order(factor, "ann", 10'000)});
    EXPECT_EQ(number("SELECT earned_points FROM customers"), points) << factor;
    EXPECT_EQ(number("SELECT CAST(SUM(amount) AS BIGINT) FROM ledger_transfers"), points) << factor;
  }
}

TEST_P(OrderRulesTest, a_tier_that_the_rules_do_not_have_any_more_is_the_lowest) {
  rules(earn + R"(tier { id = "old", name = "Old", from = 0 })");
  take({order("1", "ann", 100)});
  rules(earn + R"(tier { id = "new", name = "New", from = 0 }
tier { id = "top", name = "Top", from = 5 })");
  take({order("2", "ann", 100)});
  EXPECT_EQ(customer("ann")->tier, "new");
  take({order("3", "ann", 300)});
  EXPECT_EQ(customer("ann")->tier, "top");
}

TEST_P(OrderRulesTest, a_denied_order_is_taken_and_earns_nothing_now_or_later) {
  rules(earn + R"(limit { id = "large", on = "order", above = USD(100), effect = "deny",
                          message = "too large" })");
  EXPECT_TRUE(take({order("1", "ann", 20'000), order("2", "ann", 500)}).empty());
  EXPECT_EQ(customer("ann")->points, 5);
  EXPECT_EQ(customer("ann")->orders, 2);
  EXPECT_EQ(customer("ann")->spent_minor, 500);
  EXPECT_NE(decision("order/orders/1").effects.find("deny"), std::string::npos);
}

TEST_P(OrderRulesTest, limits_count_within_a_chunk_and_across_chunks) {
  rules(earn + R"(limit { id = "pace", on = "order", at_most = 2, per = "day", effect = "deny",
                          message = "m" })");
  take({order("1", "ann", 100), order("2", "ann", 100), order("3", "ann", 100),
        order("4", "bob", 100)});
  EXPECT_EQ(customer("ann")->points, 2);
  EXPECT_EQ(customer("bob")->points, 1);
  take({order("5", "bob", 100), order("6", "bob", 100)});
  EXPECT_EQ(customer("bob")->points, 2);
  auto later = order("7", "ann", 100);
  later.ordered_at = later.ordered_at + std::chrono::hours(25);
  take({later});
  EXPECT_EQ(customer("ann")->points, 3) << "a day later it is another day";
}

TEST_P(OrderRulesTest, an_award_over_a_cap_is_held_with_its_reason_and_sent_nowhere) {
  rules(earn + milestones + R"(limit { id = "cap", on = "award", at_most = USD(40), per = "year",
                                       effect = "hold", message = "look at this one" })");
  take({order("1", "ann", 1'000)});
  take({order("2", "ann", 1'000)});
  EXPECT_EQ(rewards(),
            (std::vector<std::string>{"points_10 pending ", "points_20 held look at this one"}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM jobs WHERE kind = 'reward.issue'"), 1);
}

TEST_P(OrderRulesTest, a_denied_award_is_none) {
  rules(earn + milestones + R"(limit { id = "cap", on = "award", at_most = USD(40), per = "year",
                                       effect = "deny", message = "m" })");
  take({order("1", "ann", 2'000)});
  EXPECT_EQ(rewards(), std::vector<std::string>{"points_10 pending "});
}

const std::string broken =
    R"(earn { points = 1, per = USD(1), basis = "running_total", rounding = "half_up",
       when = function(facts)
         if facts.amount_minor == 666 then return "yes" end
         return true
       end })";

TEST_P(OrderRulesTest, what_a_rule_fails_at_waits_and_what_comes_after_it_too) {
  rules(broken);
  EXPECT_TRUE(take({order("1", "ann", 100), order("2", "ann", 666), order("3", "ann", 100),
                    order("4", "bob", 100)})
                  .empty());
  EXPECT_EQ(customer("ann")->points, 1);
  EXPECT_EQ(customer("bob")->points, 1);
  EXPECT_EQ(waiting().orders, 2);
  EXPECT_NE(waiting().oldest_reason.find("rules.lua:"), std::string::npos)
      << waiting().oldest_reason;
  EXPECT_EQ(waiting().oldest_since, clock_.now());
  // Also in another chunk, and posted again.
  EXPECT_TRUE(take({order("5", "ann", 100), order("2", "ann", 666)}).empty());
  EXPECT_EQ(waiting().orders, 3);
  const auto refused = take({order("3", "ann", 101)});
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_NE(refused[0].reason.find("other content"), std::string::npos);
}

TEST_P(OrderRulesTest, what_waits_is_decided_in_order_once_it_can_be) {
  rules(broken);
  take({order("1", "ann", 666), order("2", "ann", 100), order("3", "bob", 666)});
  EXPECT_FALSE(customer("ann"));
  EXPECT_EQ(retry().taken, 0);
  EXPECT_EQ(waiting().orders, 3);
  rules(earn + milestones);
  EXPECT_EQ(retry().taken, 3);
  EXPECT_EQ(waiting().orders, 0);
  EXPECT_EQ(customer("ann")->points, 8);
  EXPECT_EQ(decision("order/orders/2").facts.spent_minor, 666);
  EXPECT_EQ(retry().looked_at, 0);
  EXPECT_TRUE(take({order("1", "ann", 666)}).empty());
  EXPECT_EQ(customer("ann")->points, 8) << "it was taken";
}

TEST_P(OrderRulesTest, a_retry_in_pieces_keeps_the_order_of_a_customer) {
  rules(broken);
  take({order("1", "ann", 666), order("2", "ann", 100), order("3", "bob", 666)});
  const auto first = retry(0, 1);
  EXPECT_EQ(first.looked_at, 1);
  const auto rest = retry(first.last, 100);
  EXPECT_EQ(rest.looked_at, 2);
  EXPECT_EQ(rest.taken, 0) << "ann's first order still waits";
  EXPECT_EQ(waiting().orders, 3);
}

TEST_P(OrderRulesTest, what_is_refused_after_waiting_goes_on_waiting) {
  rules(broken);
  take({order("1", "ann", 666)});
  policies_ = policy::make_fixed_book(
      policy::Policy::from_files(
          {{"rules.lua",
            "programme { id = \"aud\", currency = \"AUD\", time_zone = \"UTC\" }\n"
            "earn { points = 1, per = AUD(1), basis = \"purchase\", rounding = "
            "\"floor\" }\n"}})
          .value());
  EXPECT_EQ(retry().taken, 0);
  EXPECT_EQ(waiting().orders, 1);
  EXPECT_NE(waiting().oldest_reason.find("AUD"), std::string::npos);
}

TEST_P(OrderRulesTest, a_milestone_of_each_streak_is_given_once_a_streak) {
  rules(earn + milestones);
  const auto policy =
      read([&](store::Session& s) { return policies_->active(s, organisation, {1}); });
  const auto give = [&](std::int64_t streak) {
    return write([&](store::Session& s) {
      const std::string salt = lock_programme(s, organisation, clock_, random_);
      const NewAward one{"ann", policy.find_milestone("points_10"), streak, ""};
      return award(s, organisation, std::span(&one, 1), policy.hash(), salt, clock_.now());
    });
  };
  EXPECT_EQ(give(1).size(), 1u);
  EXPECT_TRUE(give(1).empty());
  const auto second = give(2);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].customer, "ann");
  EXPECT_EQ(second[0].milestone, "points_10");
  EXPECT_EQ(second[0].state, RewardState::pending);
  EXPECT_EQ(number("SELECT COUNT(DISTINCT id) FROM rewards"), 2);
}

TEST(RewardId, a_streak_is_another_reward_and_none_is_the_old_one) {
  const auto plain = reward_id("salt", "org", "ann", "month_1");
  EXPECT_EQ(reward_id("salt", "org", "ann", "month_1", 0), plain);
  EXPECT_NE(reward_id("salt", "org", "ann", "month_1", 1), plain);
  EXPECT_NE(reward_id("salt", "org", "ann", "month_1", 1),
            reward_id("salt", "org", "ann", "month_1", 2));
}

}  // namespace
}  // namespace patchbay::loyalty
