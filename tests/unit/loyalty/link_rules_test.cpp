#include "hub/loyalty/link_rules.h"

#include <atomic>
#include <thread>

#include "hub/crypto/system_random.h"
#include "tests/unit/loyalty/support.h"
#include "tests/unit/loyalty/watched_book.h"
#include "tests/unit/policy/rules.h"

namespace patchbay::loyalty {
namespace {

constexpr const char* base = R"(
reward { id = "grocery", kind = "retail", capability = "issue_voucher" }
milestone { id = "month_1", days = 30, reward = "grocery", amount = AUD(20),
            partners = { "coles" } }
)";

class NoRules final : public policy::PolicyBook {
 public:
  policy::Policy active(store::Session&, const OrganisationId&, Timestamp) override {
    throw ErrorException(not_found("none is active"));
  }
  Result<policy::Policy> version(store::Session&, const OrganisationId&,
                                 const std::string&) override {
    return not_found("none");
  }
};

class LinkRulesTest : public StoreTest {
 protected:
  ManualClock clock_{{1'700'000'000'000'000}};
  SeededRandom random_{1};

  std::optional<Error> ask_book(policy::PolicyBook* book, const std::string& partner = "coles") {
    return write([&](store::Session& s) {
      const LinkChange change{s, test::keys(), clock_, random_};
      return ask_link_rules(change, book, {test::organisation, "ann", partner});
    });
  }
  std::optional<Error> ask(const std::string& limit, const std::string& partner = "coles") {
    const auto book = policy::make_fixed_book(policy::test::rules(base + limit));
    return ask_book(book.get(), partner);
  }
  void link(const std::string& partner) {
    write([&](store::Session& s) {
      link_by_operator({s, test::keys(), clock_, random_}, {test::organisation, "ann", partner},
                       "30852200", "test");
    });
  }
  std::int64_t count(const std::string& from) {
    return *read([&](store::Session& s) {
      return store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM " + from);
    });
  }
  std::int64_t decisions() { return count("decisions"); }
  std::int64_t alerts() { return count("events WHERE type = 'alert.raised'"); }
};
PATCHBAY_ON_BOTH_STORES(LinkRulesTest);

TEST_P(LinkRulesTest, without_rules_nothing_limits) {
  NoRules none;
  EXPECT_FALSE(ask_book(nullptr));
  EXPECT_FALSE(ask_book(&none));
  EXPECT_FALSE(ask(""));
  EXPECT_EQ(decisions(), 0);
}

TEST_P(LinkRulesTest, a_flag_is_kept_and_stops_nobody) {
  const char* rapid =
      "limit { id = 'rapid', on = 'link', at_most = 2, per = 'hour', effect = 'flag' }";
  link("coles");
  EXPECT_FALSE(ask(rapid));
  EXPECT_EQ(decisions(), 0);
  link("agl");
  EXPECT_FALSE(ask(rapid, "opal"));
  EXPECT_EQ(decisions(), 1);
  EXPECT_EQ(alerts(), 1);
  clock_.advance(std::chrono::hours(2));
  EXPECT_FALSE(ask(rapid, "opal"));
  EXPECT_EQ(decisions(), 1) << "the hour is over";
}

TEST_P(LinkRulesTest, links_that_were_overwritten_or_taken_back_count) {
  const char* few = "limit { id = 'few', on = 'link', at_most = 2, per = 'day', effect = 'deny' }";
  link("coles");
  EXPECT_FALSE(ask(few));
  link("coles");
  write([&](store::Session& s) {
    withdraw_everything({s, test::keys(), clock_, random_}, test::organisation, "ann", "test", "");
  });
  EXPECT_EQ(count("customer_links"), 0);
  const auto third = ask(few);
  ASSERT_TRUE(third);
  EXPECT_EQ(third->kind, ErrorKind::refused);
  clock_.advance(std::chrono::hours(25));
  EXPECT_FALSE(ask(few));
  EXPECT_EQ(count("counted_links"), 0) << "what no limit counts any more goes";
}

TEST_P(LinkRulesTest, links_at_the_same_moment_count_each_other) {
  const auto book = policy::make_fixed_book(policy::test::rules(
      std::string(base) +
      "limit { id = 'few', on = 'link', at_most = 2, per = 'day', effect = 'deny' }"));
  std::atomic<int> linked = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([&, i] {
      const access::ConsentKey who{test::organisation, "ann", "partner_" + std::to_string(i)};
      write([&](store::Session& s) {
        const LinkChange change{s, test::keys(), clock_, crypto::system_random()};
        if (ask_link_rules(change, book.get(), who)) return;
        link_by_operator(change, who, "30852200", "test");
        ++linked;
      });
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(linked, 2);
}

TEST_P(LinkRulesTest, the_programme_is_locked_before_the_rules_are_read) {
  test::WatchedBook book(policy::test::rules(base));
  EXPECT_FALSE(ask_book(&book));
  EXPECT_EQ(book.asked, 1);
  EXPECT_EQ(book.asked_before_the_lock, 0);
}

TEST_P(LinkRulesTest, a_denial_and_a_hold_refuse_and_are_kept) {
  const auto denied =
      ask("limit { id = 'known', on = 'link', needs = 'verified', effect = 'deny',"
          " code = 'WHO', message = 'Please confirm who you are.' }");
  ASSERT_TRUE(denied);
  EXPECT_EQ(denied->kind, ErrorKind::refused);
  EXPECT_EQ(denied->message, "Please confirm who you are. (WHO)");
  const auto held = ask("limit { id = 'known', on = 'link', needs = 'verified', effect = 'hold' }");
  ASSERT_TRUE(held);
  EXPECT_EQ(held->kind, ErrorKind::conflict);
  EXPECT_EQ(decisions(), 2);
  EXPECT_EQ(alerts(), 1) << "of the hold";
}

TEST_P(LinkRulesTest, a_rule_that_fails_lets_nothing_through) {
  const auto failed =
      ask("limit { id = 'broken', on = 'link', effect = 'deny',"
          " when = function(facts) return facts.nothing.here end }");
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace patchbay::loyalty
