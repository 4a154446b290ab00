#include "hub/access/rate_limits.h"

#include "hub/access/rate_table.h"
#include "tests/support/stores.h"

namespace patchbay::access {
namespace {

using std::chrono::seconds;

Rate rate(std::string_view text) { return parse_rate(text).value(); }

std::vector<RateLimit> limits(std::string_view first, std::string_view second = "off") {
  return {{"requests", Counted::credential, "", rate(first)},
          {"checks", Counted::customer, "checks", rate(second)}};
}

class RateLimitsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (!IsSkipped()) loops_ = http::start_loops(1);
  }
  void TearDown() override {
    if (loops_) loops_->stop();
    StoreTest::TearDown();
  }
  std::unique_ptr<RateLimits> make(store::Store& store, std::vector<RateLimit> which,
                                   std::int64_t hubs = 1) {
    RateLimitsParts parts{store, *loops_, clock_, std::move(which)};
    parts.count_hubs = [hubs](store::Session&) { return hubs; };
    return make_rate_limits(std::move(parts));
  }
  static int uses(RateLimits& of, int count, const std::string& subject = "pk_1") {
    int passed = 0;
    for (int i = 0; i < count; ++i) passed += of.use(0, "acme", subject).passes;
    return passed;
  }
  std::int64_t rows() {
    return read([](store::Session& s) {
      return store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM rate_limits").value();
    });
  }

  ManualClock clock_{{1'000'000'000'000}};
  std::unique_ptr<http::Loops> loops_;
};
PATCHBAY_ON_BOTH_STORES(RateLimitsTest);

TEST_P(RateLimitsTest, each_subject_and_each_limit_has_its_own_bucket) {
  const auto of = make(store(), limits("10/h", "5/h"));
  EXPECT_EQ(uses(*of, 20), 10);
  EXPECT_EQ(uses(*of, 20, "pk_2"), 10);
  EXPECT_TRUE(of->use(0, "other", "pk_1").passes) << "another organisation";
  EXPECT_EQ(of->use(1, "acme", "pk_1").remaining, 4);
  EXPECT_EQ(of->use(0, "acme", "pk_1").retry_in, seconds(360));
  EXPECT_FALSE(of->look_at(0, "acme", "pk_1").passes);
  EXPECT_EQ(of->look_at(0, "acme", "pk_3").remaining, 10);
  clock_.advance(seconds(360));
  EXPECT_EQ(uses(*of, 5), 1);
}

TEST_P(RateLimitsTest, a_limit_that_is_off_counts_nothing) {
  const auto of = make(store(), limits("off"));
  EXPECT_EQ(uses(*of, 1000), 1000);
  of->stop();
  EXPECT_EQ(rows(), 0);
}

TEST_P(RateLimitsTest, a_restart_gives_nobody_a_fresh_bucket) {
  {
    const auto of = make(store(), limits("10/h"));
    EXPECT_EQ(uses(*of, 8), 8);
  }
  const auto again = make(store(), limits("10/h"));
  EXPECT_EQ(uses(*again, 8), 2);
  EXPECT_EQ(uses(*again, 8, "pk_2"), 8);
}

TEST_P(RateLimitsTest, two_hubs_share_a_limit) {
  const auto other_store = store::open_store({.url = url()}).value();
  int passed = 0;
  {
    const auto one = make(store(), limits("1000/h burst 100"), 2);
    const auto two = make(*other_store, limits("1000/h burst 100"), 2);
    const auto until = std::chrono::steady_clock::now() + seconds(20);
    // The clock stands: nothing comes back, so what passes is the burst and the slack at most.
    while (passed < 100 && std::chrono::steady_clock::now() < until)
      passed += uses(*one, 1) + uses(*two, 1);
    passed += uses(*one, 1000) + uses(*two, 1000);
  }
  EXPECT_GE(passed, 100);
  EXPECT_LE(passed, 100 + 2 * 25);
}

TEST_P(RateLimitsTest, full_buckets_are_no_rows_for_ever) {
  {
    const auto of = make(store(), limits("10/s"));
    for (int i = 0; i < 50; ++i) uses(*of, 1, "pk_" + std::to_string(i));
  }
  EXPECT_EQ(rows(), 50);
  clock_.advance(seconds(60));
  const auto removed =
      write([&](store::Session& s) { return remove_full_buckets(s, 1000, clock_); });
  EXPECT_EQ(removed, 50);
}

/// Another store that can be away.
class AwayStore final : public store::Store {
 public:
  explicit AwayStore(store::Store& inner) : inner_(inner) {}
  store::Dialect dialect() const override { return inner_.dialect(); }
  void submit(store::Access access, std::function<void(store::Session&)> work,
              std::function<void(std::exception_ptr)> done) override {
    if (is_away)
      return done(std::make_exception_ptr(ErrorException(unavailable("the store is away"))));
    inner_.submit(access, std::move(work), std::move(done));
  }
  Subscription subscribe(std::string channel, std::function<void()> fn) override {
    return inner_.subscribe(std::move(channel), std::move(fn));
  }
  std::atomic<bool> is_away = false;

 private:
  store::Store& inner_;
};

TEST_P(RateLimitsTest, while_the_store_is_away_the_slice_and_as_much_again_pass) {
  AwayStore away(store());
  const auto of = make(away, limits("1000/h burst 100"), 2);
  away.is_away = true;
  const auto until = std::chrono::steady_clock::now() + seconds(20);
  int passed = 0;
  while (passed < 50 && std::chrono::steady_clock::now() < until) passed += uses(*of, 1);
  EXPECT_EQ(passed + uses(*of, 1000), 50);
  away.is_away = false;
  while (passed < 100 && std::chrono::steady_clock::now() < until) passed += uses(*of, 1);
  EXPECT_EQ(passed + uses(*of, 1000), 100) << "what passed meanwhile was charged";
}

RateLimit one_an_hour() { return {"r", Counted::address, "", rate("2/h"), false}; }

TEST(RateTableTest, memory_is_bounded_and_who_is_refused_stays_refused) {
  const std::vector<RateLimit> all{one_an_hour()};
  RateTable table(all, 160);
  const auto terms = SliceTerms::among(1, all[0].rate);
  const Timestamp now{5'000'000'000};
  const auto tell_all = [&] {
    for (const auto& ask : table.collect([&](std::size_t) { return terms; }, 100'000, now)) {
      TheoreticalArrival shared = 0;
      table.answered(ask, answer_ask(shared, all[0].rate, ask.ask, now), now);
    }
    table.collect([&](std::size_t) { return terms; }, 100'000, now);
  };
  EXPECT_TRUE(table.use(0, "", "192.0.2.1", terms, now).passes);
  EXPECT_TRUE(table.use(0, "", "192.0.2.1", terms, now).passes);
  EXPECT_FALSE(table.use(0, "", "192.0.2.1", terms, now).passes);
  tell_all();
  for (int i = 0; i < 10'000; ++i) {
    table.use(0, "", "198.51.100." + std::to_string(i), terms, now);
    if (i % 20 == 0) tell_all();
  }
  EXPECT_LE(table.size(), 16U * 11U);
  EXPECT_FALSE(table.use(0, "", "192.0.2.1", terms, now).passes);
}

TEST(RateTableTest, newcomers_share_a_bucket_when_nobody_may_be_forgotten) {
  const std::vector<RateLimit> all{one_an_hour()};
  RateTable table(all, 1);
  const auto terms = SliceTerms::among(1, all[0].rate);
  int passed = 0;
  for (int i = 0; i < 1000; ++i) passed += table.use(0, "", std::to_string(i), terms, {0}).passes;
  EXPECT_LE(table.size(), 33U);
  EXPECT_EQ(passed, 34) << "one for each of 32 buckets, two shared";
}

}  // namespace
}  // namespace patchbay::access
