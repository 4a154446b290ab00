#include "hub/access/rate_slice.h"

#include <gtest/gtest.h>

#include <random>

namespace patchbay::access {
namespace {

Rate rate(std::string_view text) { return parse_rate(text).value(); }

TEST(RateSliceTest, one_hub_alone_gives_the_whole_burst_before_the_store_hears) {
  const Rate limit = rate("1000/h burst 100");
  const auto terms = SliceTerms::among(1, limit);
  RateSlice slice;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(slice.use(limit, terms, {0}).passes) << i;
  EXPECT_EQ(slice.use(limit, terms, {0}).retry_in, Duration(3'600'000));
  const auto ask = slice.ask(terms, {0});
  ASSERT_TRUE(ask);
  EXPECT_EQ(ask->charge, 100);
  EXPECT_EQ(ask->want, 0);
}

TEST(RateSliceTest, several_hubs_wait_for_the_store_after_their_part) {
  const Rate limit = rate("1000/h burst 100");
  const auto terms = SliceTerms::among(2, limit);
  EXPECT_EQ(terms.unheard_max, 25);
  RateSlice slice;
  for (int i = 0; i < 25; ++i) EXPECT_TRUE(slice.use(limit, terms, {0}).passes);
  const auto refused = slice.use(limit, terms, {0});
  EXPECT_FALSE(refused.passes);
  EXPECT_EQ(refused.retry_in, RateSlice::answer_wait);
  TheoreticalArrival shared = 0;
  const auto ask = slice.ask(terms, {0}).value();
  EXPECT_EQ(ask.charge, 25);
  EXPECT_EQ(ask.want, 25) << "a busy one leases ahead";
  const auto answer = answer_ask(shared, limit, ask, {0});
  EXPECT_EQ(answer.granted, 25);
  slice.answered(answer, limit, {0});
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(slice.use(limit, terms, {0}).passes) << i;
  EXPECT_FALSE(slice.use(limit, terms, {0}).passes);
}

TEST(RateSliceTest, unused_permits_go_back) {
  const Rate limit = rate("10/s");
  const auto terms = SliceTerms::among(2, limit);
  RateSlice slice;
  slice.use(limit, terms, {0});
  slice.use(limit, terms, {0});
  TheoreticalArrival shared = 0;
  slice.answered(answer_ask(shared, limit, slice.ask(terms, {0}).value(), {0}), limit, {0});
  EXPECT_EQ(look(shared, limit, {0}).remaining, 6) << "two used, two leased";
  EXPECT_FALSE(slice.ask(terms, {500'000})) << "they may still be used";
  const auto back = slice.ask(terms, {1'000'000});
  ASSERT_TRUE(back);
  EXPECT_EQ(back->charge, -2);
  EXPECT_FALSE(slice.is_open());
}

TEST(RateSliceTest, what_the_store_did_not_hear_is_told_again) {
  const Rate limit = rate("10/s");
  const auto terms = SliceTerms::among(2, limit);
  RateSlice slice;
  slice.use(limit, terms, {0});
  EXPECT_EQ(slice.ask(terms, {0})->charge, 1);
  slice.unanswered();
  EXPECT_EQ(slice.ask(terms, {0})->charge, 1);
}

TEST(RateSliceTest, without_the_store_the_slice_and_as_much_again_pass) {
  const Rate limit = rate("1000/h burst 100");
  const auto terms = SliceTerms::among(2, limit).without_store();
  RateSlice slice;
  int passed = 0;
  for (int i = 0; i < 1000; ++i) passed += slice.use(limit, terms, {i}).passes;
  EXPECT_EQ(passed, 50);
}

TEST(RateSliceTest, a_use_is_charged_at_its_own_time) {
  const Rate limit = rate("10/s");
  const auto terms = SliceTerms::among(1, limit);
  RateSlice slice;
  slice.use(limit, terms, {0});
  TheoreticalArrival shared = 0;
  answer_ask(shared, limit, slice.ask(terms, {5'000'000}).value(), {5'000'000});
  EXPECT_EQ(look(shared, limit, {5'000'000}).remaining, 10) << "it came back long ago";
}

/// Any hubs, any order of uses and answers: in no stretch of time do more pass than the rate, a
/// burst and what hubs may use unheard.
TEST(RateSliceTest, hubs_together_stay_within_the_limit_and_the_slack) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](int most) {
      return static_cast<int>(random() % static_cast<unsigned>(most));
    };
    const Rate limit = rate(seed % 2 == 0 ? "100/min burst 20" : "10/min");
    const int hubs = 2 + below(3);
    const auto terms = SliceTerms::among(hubs, limit);
    struct Hub {
      RateSlice slice;
      std::optional<SliceAsk> under_way;
    };
    std::vector<Hub> all(static_cast<std::size_t>(hubs));
    TheoreticalArrival shared = 0;
    std::vector<std::int64_t> passed;
    std::int64_t now = 0;
    for (int step = 0; step < 20'000; ++step) {
      now += below(20'000);
      auto& hub = all[static_cast<std::size_t>(below(hubs))];
      if (below(4) != 0) {
        if (hub.slice.use(limit, terms, {now}).passes) passed.push_back(now);
      } else if (!hub.under_way) {
        hub.under_way = hub.slice.ask(terms, {now});
      } else if (below(10) == 0) {
        hub.slice.unanswered();
        hub.under_way.reset();
      } else {
        hub.slice.answered(answer_ask(shared, limit, *hub.under_way, {now}), limit, {now});
        hub.under_way.reset();
      }
    }
    const std::int64_t slack = hubs * terms.unheard_max;
    std::size_t begin = 0;
    for (std::size_t end = 0; end < passed.size(); ++end) {
      for (; passed[begin] <= passed[end] - limit.period.count(); ++begin) continue;
      ASSERT_LE(static_cast<std::int64_t>(end - begin + 1), limit.permits + limit.burst + slack)
          << "seed " << seed;
    }
    ASSERT_GT(passed.size(), 20U);
  }
}

}  // namespace
}  // namespace patchbay::access
