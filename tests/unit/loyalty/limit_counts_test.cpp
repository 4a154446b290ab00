#include "hub/loyalty/limit_counts.h"

#include "tests/unit/loyalty/support.h"
#include "tests/unit/policy/rules.h"

namespace patchbay::loyalty {
namespace {

using test::organisation;

TEST(Happenings, are_counted_and_added_up_in_the_order_of_their_time) {
  Happenings all;
  for (const std::int64_t second : {5, 1, 3, 3, 2}) all.add({second}, second * 100);
  EXPECT_EQ(all.number({0}, {5}), 5);
  EXPECT_EQ(all.number({1}, {3}), 3) << "its end is in the period, its start is not";
  EXPECT_EQ(all.sum({1}, {3}), 800);
  EXPECT_EQ(all.sum({0}, {9}), 1400);
  EXPECT_EQ(all.number({5}, {9}), 0);
  EXPECT_EQ(all.sum({9}, {1}), 0);
}

TEST(Happenings, a_sum_that_does_not_fit_is_more_than_any_limit) {
  Happenings all;
  for (std::int64_t second = 1; second <= 4; ++second) all.add({second}, INT64_MAX);
  EXPECT_EQ(all.sum({0}, {4}), INT64_MAX);
  EXPECT_EQ(all.sum({3}, {4}), INT64_MAX);
  all.add({9}, 7);
  EXPECT_EQ(all.sum({4}, {9}), 7);
}

TEST(Happenings, many_of_one_customer_are_quick) {
  Happenings all;
  constexpr std::int64_t many = 200'000;
  std::int64_t sum = 0;
  for (std::int64_t i = 1; i <= many; ++i) {
    all.add({i}, 1);
    sum += all.number({0}, {i}) + all.sum({i / 2}, {i});
  }
  EXPECT_EQ(sum, many * (many + 1) / 2 + (many / 2) * (many / 2 + 1));
}

class LimitCountsTest : public StoreTest {
 protected:
  void store_order(const std::string& id, std::int64_t minor, Timestamp at) {
    write([&](store::Session& s) {
      store::execute(s,
                     "INSERT INTO orders (organisation_id, source, id, customer_id, amount_minor,"
                     " currency, ordered_at) VALUES (:organisation, 'till', :id, 'ann', :minor,"
                     " 'AUD', :at)",
                     {{"organisation", organisation}, {"id", id}, {"minor", minor}, {"at", at}});
    });
  }
  static Timestamp hour(std::int64_t number) { return Timestamp{} + std::chrono::hours(number); }
};
PATCHBAY_ON_BOTH_STORES(LimitCountsTest);

TEST_P(LimitCountsTest, reads_what_lies_between_the_moments_that_are_asked_about) {
  const auto rules = policy::test::rules(
      "limit { id = 'many', on = 'order', at_most = 9, per = 'day', effect = 'deny' }\n"
      "limit { id = 'much', on = 'order', at_most = AUD(9), per = 'week', effect = 'deny' }\n");
  store_order("old", 1, hour(0));
  store_order("later", 400, hour(300));
  store_order("week", 20, hour(180));
  store_order("day", 3, hour(200));
  LimitCounts counts(rules, {policy::LimitOn::order}, hour(999));
  const std::string_view ann = "ann";
  read([&](store::Session& s) {
    counts.read(s, organisation, std::span(&ann, 1), hour(201), hour(210));
    return 0;
  });
  using Counts = std::map<std::string, std::int64_t>;
  EXPECT_EQ(counts.of("ann", hour(201)), (Counts{{"orders/day", 2}, {"order_minor/week", 23}}));
  counts.add("orders", "ann", hour(205), 100);
  EXPECT_EQ(counts.of("ann", hour(204)), (Counts{{"orders/day", 1}, {"order_minor/week", 23}}));
  EXPECT_EQ(counts.of("ann", hour(210)), (Counts{{"orders/day", 2}, {"order_minor/week", 123}}));
  EXPECT_EQ(counts.of("ann", hour(300)), (Counts{{"orders/day", 0}, {"order_minor/week", 123}}))
      << "what is later than was asked for is not read";
  EXPECT_EQ(counts.of("bob", hour(210)), Counts{});
}

}  // namespace
}  // namespace patchbay::loyalty
