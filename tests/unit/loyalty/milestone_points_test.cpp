// The daily look at milestones by points, of people with and without clean days.

#include "hub/loyalty/checked_people.h"
#include "hub/loyalty/milestone_job.h"
#include "hub/loyalty/orders.h"
#include "tests/support/run_on.h"
#include "tests/unit/loyalty/checked.h"

namespace patchbay::loyalty {
namespace {

const std::string by_days = test::milestones;
const std::string earn =
    "earn { points = 1, per = AUD(1), basis = 'running_total', rounding = 'half_up' }\n";
const std::string by_points =
    by_days + earn +
    "milestone { id = 'points_10', points = 10, reward = 'grocery', amount = AUD(5),\n"
    "            partners = { 'coles' } }\n";
const std::string only_known =
    "limit { id = 'known', on = 'award', needs = 'verified', effect = 'deny' }\n";

class MilestonePointsTest : public test::CheckedTest {
 protected:
  void rules(const std::string& text) { policy_ = policy::test::rules(text); }
  void take(const std::string& customer, std::int64_t dollars) {
    const auto book = policy::make_fixed_book(policy_);
    const Order order{
        "till", customer, customer, {dollars * 100, find_currency("AUD").value()}, {1}};
    write([&](store::Session& s) {
      return post_orders(s, organisation_, *book, std::span(&order, 1), clock_, random_);
    });
  }
  void verify(const std::string& customer) {
    const std::vector<std::string> traits{"verified"};
    write([&](store::Session& s) {
      put_traits(s, organisation_, customer, traits, clock_.now()).value();
    });
  }
  void look_at_all(std::size_t page = 2) {
    const auto book = policy::make_fixed_book(policy_);
    const auto handler = make_milestone_checker({store(), *book, clock_, random_, {}, page});
    jobs::Job job;
    job.organisation = organisation_;
    job.kind = milestones_kind;
    EXPECT_TRUE(std::holds_alternative<jobs::Done>(run_on(loops_->at(0), handler(job))));
  }
  /// "ann+, bob": those with clean days have a plus.
  std::string listed(const std::string& after, std::size_t limit) {
    const auto people = read(
        [&](store::Session& s) { return list_checked(s, organisation_, policy_, after, limit); });
    std::string all;
    for (const auto& person : people)
      all += (all.empty() ? "" : ", ") + person.customer + (person.progress ? "+" : "");
    return all;
  }

  // The store is closed before they go.
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
};
PATCHBAY_ON_BOTH_STORES(MilestonePointsTest);

TEST_P(MilestonePointsTest, what_a_limit_denied_at_its_crossing_is_given_when_its_reason_is_gone) {
  rules(by_points + only_known);
  take("ann", 12);
  look_at_all();
  EXPECT_EQ(count("rewards"), 0);
  verify("ann");
  look_at_all();
  EXPECT_EQ(count("rewards WHERE customer_id = 'ann' AND milestone_id = 'points_10'"), 1);
  look_at_all();
  EXPECT_EQ(count("rewards"), 1) << "once";
}

TEST_P(MilestonePointsTest, what_an_order_gave_is_not_given_again) {
  rules(by_points);
  take("ann", 12);
  take("bob", 3);
  EXPECT_EQ(count("rewards"), 1);
  look_at_all();
  EXPECT_EQ(count("rewards"), 1);
}

TEST_P(MilestonePointsTest, pages_go_over_people_with_points_and_people_with_days) {
  rules(by_points);
  for (const char* customer : {"a", "c", "d", "f"}) take(customer, 1);
  take("none", 0);
  for (const char* customer : {"b", "c", "e", "g"})
    tell(customer, ProgressKind::start, "2026-06-01");
  EXPECT_EQ(listed("", 3), "a, b+, c+");
  EXPECT_EQ(listed("c", 3), "d, e+, f");
  EXPECT_EQ(listed("f", 3), "g+");
  EXPECT_EQ(listed("", 100), "a, b+, c+, d, e+, f, g+");
  rules(by_days);
  EXPECT_EQ(listed("", 100), "b+, c+, e+, g+") << "without milestones by points as before";
}

}  // namespace
}  // namespace patchbay::loyalty
