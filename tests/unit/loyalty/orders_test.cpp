#include "hub/loyalty/customers.h"
#include "hub/loyalty/ledger.h"
#include "hub/loyalty/rewards.h"
#include "tests/unit/loyalty/support.h"

namespace patchbay::loyalty {
namespace {

using test::order;
using test::organisation;

class OrdersTest : public StoreTest {
 protected:
  std::vector<Refusal> take(std::span<const Order> orders, const OrganisationId& org) {
    return write([&](store::Session& s) {
      return post_orders(s, org, test::programme(), orders, clock_, random_);
    });
  }
  std::vector<Refusal> take(std::vector<Order> orders) { return take(orders, organisation); }
  Customer customer(const std::string& id) {
    return read([&](store::Session& s) { return *find_customer(s, organisation, id); });
  }
  /// Everything that must not depend on how orders were cut into chunks, as lines.
  std::vector<std::string> picture(const OrganisationId& org) {
    return read([&](store::Session& s) {
      std::vector<std::string> lines;
      const auto collect = [&](const char* sql) {
        store::query(s, sql, {{"org", org}}, [&](std::string line) { lines.push_back(line); });
      };
      collect(
          "SELECT id || ' ' || tier || ' ' || orders || ' ' || spent_minor FROM customers"
          " WHERE organisation_id = :org ORDER BY id");
      collect(
          "SELECT id || ' ' || credit_account || ' ' || amount FROM ledger_transfers"
          " WHERE organisation_id = :org ORDER BY id");
      collect(
          "SELECT code || ' ' || debits || ' ' || credits FROM ledger_accounts"
          " WHERE organisation_id = :org ORDER BY code");
      collect(
          "SELECT customer_id || ' ' || milestone_id || ' ' || partner || ' ' || amount_minor"
          " FROM rewards WHERE organisation_id = :org ORDER BY customer_id, milestone_id");
      collect(
          "SELECT dedup_key || ' ' || data FROM events WHERE organisation_id = :org"
          " ORDER BY dedup_key");
      lines.push_back("jobs " + std::to_string(*store::query_value<std::int64_t>(
                                    s, "SELECT COUNT(*) FROM jobs WHERE organisation_id = :org",
                                    {{"org", org}})));
      return lines;
    });
  }

  ManualClock clock_{{1'000'000}};
  SeededRandom random_{7};
};
PATCHBAY_ON_BOTH_STORES(OrdersTest);

TEST_P(OrdersTest, PostsPointsTiersAndRewards) {
  EXPECT_TRUE(
      take({order("1", "ann", 3955), order("2", "ann", 100000), order("3", "bob", 0)}).empty());
  const Customer ann = customer("ann");
  EXPECT_EQ(ann.points, 1040);
  EXPECT_EQ(ann.tier, "gold");
  EXPECT_EQ(ann.orders, 2);
  EXPECT_EQ(ann.spent_minor, 103955);
  const Customer bob = customer("bob");
  EXPECT_EQ(bob.points, 0);
  EXPECT_EQ(bob.orders, 1);
  EXPECT_EQ(bob.tier, "bronze");
  const Totals all = read([](store::Session& s) { return totals(s, organisation); });
  EXPECT_EQ(all.orders, 3);
  EXPECT_EQ(all.customers, 2);
  EXPECT_EQ(all.amount_minor, 103955);
  EXPECT_EQ(all.points, 1040);
  EXPECT_EQ(all.customers_by_tier,
            (std::map<std::string, std::int64_t>{{"bronze", 1}, {"gold", 1}}));
  const auto rewards = read([](store::Session& s) { return *list_rewards(s, organisation, {}); });
  ASSERT_EQ(rewards.size(), 2u);
  EXPECT_EQ(rewards[0].state, RewardState::pending);
}

TEST_P(OrdersTest, OneOrderAcrossTwoTiersIsOneEvent) {
  take({order("1", "ann", 120000)});
  const auto events = read([](store::Session& s) {
    std::vector<std::string> found;
    store::query(s, "SELECT data FROM events", [&](std::string data) { found.push_back(data); });
    return found;
  });
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0],
            R"({"customer":"ann","tier":"gold","previous_tier":"bronze","points":1200})");
}

TEST_P(OrdersTest, AReplayChangesNothing) {
  const std::vector<Order> orders{order("1", "ann", 60000), order("2", "ann", 60000),
                                  order("3", "bob", 10)};
  take(orders);
  const auto before = picture(organisation);
  EXPECT_TRUE(take(orders).empty());
  EXPECT_EQ(picture(organisation), before);
  // A chunk that is half old, with one order twice.
  EXPECT_TRUE(take({orders[1], order("4", "bob", 90), order("4", "bob", 90)}).empty());
  EXPECT_EQ(customer("bob").spent_minor, 100);
}

TEST_P(OrdersTest, RefusesOneByOneAndTakesTheRest) {
  take({order("1", "ann", 500)});
  const auto refusals =
      take({order("1", "ann", 501), order("2", "ann", -1), order("3", "ann", 5, "AUD"),
            order("", "ann", 5), order("5", "ann", 5), order("5", "bob", 5),
            order(std::string("6\0", 2), "ann", 5), order("7", "\xff", 5),
            order("8", "ann", INT64_MAX), order("9", "cid", INT64_MAX)});
  std::vector<std::size_t> indexes;
  for (const Refusal& refusal : refusals) indexes.push_back(refusal.index);
  EXPECT_EQ(indexes, (std::vector<std::size_t>{0, 1, 2, 3, 5, 6, 7, 8}));
  EXPECT_NE(refusals[0].reason.find("posted before with other content"), std::string::npos);
  EXPECT_EQ(customer("ann").spent_minor, 505);
}

TEST_P(OrdersTest, AMilestoneIsRewardedOnceWhateverThePolicyBecomes) {
  take({order("1", "ann", 60000)});
  auto rules = policy::test::small_programme();
  for (auto& rule : rules)
    if (rule.name == "milestone" && rule.value.as_object()["id"] == "points_500")
      rule.value.as_object()["points"] = 700;
  const auto later = test::book_of(rules);
  write([&](store::Session& s) {
    const std::vector<Order> orders{order("2", "ann", 20000)};
    return post_orders(s, organisation, *later, orders, clock_, random_);
  });
  const auto rewards = read([](store::Session& s) { return *list_rewards(s, organisation, {}); });
  EXPECT_EQ(rewards.size(), 1u);
}

TEST_P(OrdersTest, ARewardEarnedAgainAfterARestoreIsTheSameReward) {
  take({order("1", "ann", 60000)});
  auto ids = [this] {
    return read([](store::Session& s) {
      std::vector<std::string> found;
      const auto rewards = list_rewards(s, organisation, {});
      for (const auto& reward : *rewards) found.push_back(reward.id);
      return found;
    });
  };
  const auto before = ids();
  ASSERT_EQ(before.size(), 1u);
  // What a backup from before the order holds: the programme, and nothing else.
  write([](store::Session& s) {
    for (const char* table : {"rewards", "orders", "customers", "ledger_transfers",
                              "ledger_accounts", "jobs", "events"})
      store::execute(s, std::string("DELETE FROM ") + table);
  });
  take({order("2", "bob", 60000), order("1", "ann", 60000)});
  const auto after = ids();
  EXPECT_EQ(after.size(), 2u);
  EXPECT_EQ(std::count(after.begin(), after.end(), before[0]), 1);
}

TEST_P(OrdersTest, RewardsAreListedOldestFirstPageByPage) {
  take({order("1", "ann", 60000)});
  clock_.advance(std::chrono::seconds(1));
  take({order("2", "bob", 60000), order("3", "cid", 60000), order("4", "dee", 60000)});
  clock_.advance(std::chrono::seconds(1));
  take({order("5", "ann", 60000)});
  std::vector<std::string> customers;
  RewardFilter filter;
  filter.limit = 2;
  for (std::vector<Reward> page; customers.empty() || page.size() == filter.limit;) {
    page = read([&](store::Session& s) { return *list_rewards(s, organisation, filter); });
    for (const Reward& reward : page) customers.push_back(reward.customer);
    if (!page.empty()) filter.after = page.back().id;
  }
  ASSERT_EQ(customers.size(), 5u);
  EXPECT_EQ(customers.front(), "ann");
  EXPECT_EQ(customers.back(), "ann");
  filter.after = "rwd_none";
  const auto lost = read([&](store::Session& s) { return list_rewards(s, organisation, filter); });
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, ErrorKind::invalid);
}

TEST_P(OrdersTest, ChunkBoundariesDoNotMatter) {
  SeededRandom dice(11);
  for (int round = 0; round < 3; ++round) {
    std::vector<Order> orders;
    std::map<std::string, std::int64_t> spent;
    for (int i = 0; i < 80; ++i) {
      const std::string customer = "c" + std::to_string(dice.below(7));
      const auto minor =
          static_cast<std::int64_t>(dice.below(3) == 0 ? dice.below(50000) : dice.below(200));
      orders.push_back(order(std::to_string(i), customer, minor));
      spent[customer] += minor;
    }
    std::vector<std::vector<std::string>> pictures;
    for (const std::size_t chunk :
         {std::size_t{1}, std::size_t{1 + dice.below(20)}, orders.size()}) {
      const std::string org = "org_" + std::to_string(round) + "_" + std::to_string(chunk);
      for (std::size_t i = 0; i < orders.size(); i += chunk)
        take(std::span(orders).subspan(i, std::min(chunk, orders.size() - i)), org);
      pictures.push_back(picture(org));
      read([&](store::Session& s) {
        EXPECT_EQ(sum_of_balances(s, org, "points"), 0);
        EXPECT_EQ(count_wrong_totals(s, org), 0);
        for (const auto& [customer, minor] : spent)
          EXPECT_EQ(find_customer(s, org, customer)->points, (minor + 50) / 100);
        return 0;
      });
    }
    EXPECT_EQ(pictures[0], pictures[2]);
    EXPECT_EQ(pictures[1], pictures[2]);
  }
}

TEST_P(OrdersTest, LinksAreSealedAndReplaced) {
  const Link first{"ann", "agl", "111"};
  const Link second{"ann", "agl", "222"};
  write([&](store::Session& s) {
    link_accounts(s, organisation, std::span(&first, 1), test::keys(), {1});
    link_accounts(s, organisation, std::span(&second, 1), test::keys(), {2});
  });
  read([&](store::Session& s) {
    EXPECT_EQ(linked_account(s, organisation, "ann", "agl", test::keys()), "222");
    EXPECT_EQ(linked_account(s, organisation, "ann", "opal", test::keys()), std::nullopt);
    const auto sealed =
        store::query_value<std::string>(s, "SELECT account_sealed FROM customer_links");
    EXPECT_TRUE(sealed->starts_with("v1."));
    return 0;
  });
}

}  // namespace
}  // namespace patchbay::loyalty
