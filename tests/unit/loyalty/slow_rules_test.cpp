// Orders and looks when a rule takes all the time that it may, and fails.

#include "hub/jobs/worker.h"
#include "hub/loyalty/customers.h"
#include "hub/loyalty/milestone_job.h"
#include "hub/loyalty/waiting_orders.h"
#include "hub/policy/versions.h"
#include "tests/support/run_on.h"
#include "tests/unit/loyalty/checked.h"

namespace patchbay::loyalty {
namespace {

constexpr const char* looping_orders =
    "earn { points = 1, per = AUD(1), basis = 'purchase', rounding = 'floor',\n"
    "  when = function(facts) while facts.amount_minor == 666 do end return true end }\n";

class SlowRulesTest : public test::CheckedTest {
 protected:
  void rules(const std::string& text) { policy_ = policy::test::rules(text); }
  static Order order(const std::string& customer, std::int64_t minor) {
    return {"till", "of_" + customer, customer, {minor, find_currency("AUD").value()}, {1}};
  }
  void take(const std::vector<Order>& orders) {
    const auto book = policy::make_fixed_book(policy_);
    const auto refused = write([&](store::Session& s) {
      return post_orders(s, organisation_, *book, orders, clock_, random_);
    });
    EXPECT_TRUE(refused.empty());
  }
  RetriedOrders retry(std::int64_t after, Rest rest = Rest::later) {
    const auto book = policy::make_fixed_book(policy_);
    return write([&](store::Session& s) {
      return retry_waiting_orders(s, organisation_, *book, clock_, random_, after, 100, rest);
    });
  }
  std::int64_t points(const std::string& customer) {
    const auto found =
        read([&](store::Session& s) { return find_customer(s, organisation_, customer); });
    return found ? found->points : -1;
  }
  std::string reason() {
    return read([&](store::Session& s) {
      return store::query_value<std::string>(
                 s, "SELECT reason FROM waiting_orders WHERE customer_id = 'zoe'")
          .value_or("");
    });
  }
  std::int64_t looks_to_come() { return count("jobs WHERE kind = 'orders.waiting'"); }

  // The store is closed before they go.
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  const std::vector<Order> five_and_zoe_{order("a", 666), order("b", 666), order("c", 666),
                                         order("d", 666), order("e", 666), order("zoe", 500)};
};
PATCHBAY_ON_BOTH_STORES(SlowRulesTest);

TEST_P(SlowRulesTest, after_three_the_rest_of_a_chunk_waits_and_is_looked_at_within_minutes) {
  rules(looping_orders);
  take(five_and_zoe_);
  EXPECT_EQ(count("waiting_orders"), 6);
  EXPECT_NE(reason().find("not asked"), std::string::npos) << reason();
  EXPECT_NE(reason().find("rules.lua:"), std::string::npos) << reason();
  EXPECT_EQ(looks_to_come(), 1);
  const auto due = read([](store::Session& s) {
    return *store::query_value<Timestamp>(s, "SELECT due_at FROM jobs");
  });
  EXPECT_GT(due, clock_.now());
  EXPECT_LE(due, clock_.now() + std::chrono::minutes(10));
  take({order("f", 666), order("g", 666), order("h", 666), order("i", 1)});
  EXPECT_EQ(looks_to_come(), 1) << "one job is enough";
}

TEST_P(SlowRulesTest, a_retry_passes_nobody_over_for_those_whose_rules_loop) {
  rules(looping_orders);
  take(five_and_zoe_);
  const auto first = retry(0);
  EXPECT_TRUE(first.is_cut);
  EXPECT_EQ(first.looked_at, 3);
  EXPECT_EQ(first.taken, 0);
  const auto rest = retry(first.last);
  EXPECT_FALSE(rest.is_cut);
  EXPECT_EQ(rest.looked_at, 3);
  EXPECT_EQ(rest.taken, 1);
  EXPECT_EQ(points("zoe"), 5);
  EXPECT_EQ(count("waiting_orders"), 5);
}

TEST_P(SlowRulesTest, a_retry_that_takes_the_problem_as_known_looks_again_within_minutes) {
  rules(looping_orders);
  take(five_and_zoe_);
  clock_.advance(std::chrono::minutes(10));
  const auto retried = retry(0, Rest::known);
  EXPECT_EQ(retried.looked_at, 6);
  EXPECT_EQ(retried.taken, 0);
  EXPECT_EQ(looks_to_come(), 2);
}

TEST_P(SlowRulesTest, the_job_takes_what_can_be_decided_about) {
  rules(looping_orders);
  take(five_and_zoe_);
  const auto book = policy::make_fixed_book(policy_);
  const auto handler = make_waiting_orders({store(), *book, clock_, random_, {}});
  jobs::Job job;
  job.organisation = organisation_;
  job.kind = policy::waiting_orders_kind;
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(run_on(loops_->at(0), handler(job))));
  EXPECT_EQ(points("zoe"), 5);
  EXPECT_EQ(count("waiting_orders"), 5);
}

TEST_P(SlowRulesTest, quick_failures_hold_up_nobody_else) {
  rules(
      "earn { points = 1, per = AUD(1), basis = 'purchase', rounding = 'floor',\n"
      "  when = function(facts) return facts.amount_minor ~= 666 or facts.nothing.here end }\n");
  take(five_and_zoe_);
  EXPECT_EQ(points("zoe"), 5);
  EXPECT_EQ(count("waiting_orders"), 5);
  EXPECT_EQ(looks_to_come(), 0);
}

class SlowLooksTest : public SlowRulesTest {
 protected:
  void SetUp() override {
    SlowRulesTest::SetUp();
    if (IsSkipped()) return;
    rules(std::string(test::milestones) +
          "limit { id = 'slow', on = 'award', effect = 'deny', when = function(facts)\n"
          "  while facts.customer ~= 'zoe' do end return false end }\n");
    for (const char* customer : {"a", "b", "c", "d", "e", "zoe"})
      tell(customer, ProgressKind::start, "2026-05-31");
  }
  std::vector<CheckOutcome> look(Rest rest) {
    std::vector<CheckedPerson> people;
    return write([&](store::Session& s) {
      for (auto& person : list_progress(s, organisation_, "", 100))
        people.push_back({person.customer, std::move(person)});
      const CheckParts parts{s, organisation_, policy_, clock_, random_};
      return check_milestones(parts, people, false, rest);
    });
  }
};
PATCHBAY_ON_BOTH_STORES(SlowLooksTest);

TEST_P(SlowLooksTest, after_three_the_rest_of_a_page_has_the_problem_without_being_asked) {
  const auto outcomes = look(Rest::known);
  ASSERT_EQ(outcomes.size(), 6u);
  EXPECT_EQ(outcomes.back().customer, "zoe");
  EXPECT_NE(outcomes.back().problem.find("not asked"), std::string::npos);
  EXPECT_EQ(count("customer_progress WHERE check_problem LIKE '%rules.lua:%'"), 6);
}

TEST_P(SlowLooksTest, or_the_page_ends_there) {
  const auto outcomes = look(Rest::later);
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_EQ(count("customer_progress WHERE check_problem <> ''"), 3);
}

TEST_P(SlowLooksTest, the_daily_look_gives_others_what_is_due) {
  const auto book = policy::make_fixed_book(policy_);
  const auto handler = make_milestone_checker({store(), *book, clock_, random_, {}, 6});
  jobs::Job job;
  job.organisation = organisation_;
  job.kind = milestones_kind;
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(run_on(loops_->at(0), handler(job))));
  EXPECT_EQ(count("rewards WHERE customer_id = 'zoe'"), 1);
  EXPECT_EQ(count("rewards"), 1);
  EXPECT_EQ(count("customer_progress WHERE check_problem <> ''"), 5);
}

}  // namespace
}  // namespace patchbay::loyalty
