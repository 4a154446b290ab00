#pragma once
// People with clean days and rules that look at them.

#include "hub/loyalty/milestone_check.h"
#include "hub/loyalty/reward_actions.h"
#include "hub/loyalty/traits.h"
#include "tests/support/stores.h"
#include "tests/unit/policy/rules.h"

namespace patchbay::loyalty::test {

inline constexpr const char* milestones = R"(
reward { id = "grocery", kind = "retail", capability = "issue_voucher" }
milestone { id = "month_1", days = 30, reward = "grocery", amount = AUD(20),
            partners = { "woolworths", "coles" } }
milestone { id = "month_3", days = 90, reward = "grocery", amount = AUD(50), partners = { "coles" },
            again = "each_streak" }
milestone { id = "year_1", days = 365, reward = "grocery", amount = AUD(200), choice = true,
            partners = { "woolworths", "coles" } }
)";

class CheckedTest : public StoreTest {
 protected:
  const std::string organisation_ = "org_a";
  ManualClock clock_{parse_timestamp("2026-06-30T00:00:00Z").value()};
  SeededRandom random_{1};
  policy::Policy policy_ = policy::test::rules(milestones);

  void tell(const std::string& customer, ProgressKind kind, const std::string& on) {
    ProgressNews news;
    news.customer = customer;
    news.kind = kind;
    news.on = parse_day(on).value();
    news.actor = "test";
    write([&](store::Session& s) {
      record_progress(s, organisation_, news, policy_.programme().time_zone, clock_.now()).value();
    });
  }
  CheckOutcome check(const std::string& customer, bool on_demand = false) {
    return write([&](store::Session& s) {
      const CheckedPerson person{customer, find_progress(s, organisation_, customer)};
      const CheckParts parts{s, organisation_, policy_, clock_, random_};
      return check_milestones(parts, std::span(&person, 1), on_demand).at(0);
    });
  }
  /// "month_1 pending, year_1 awaiting_choice"
  static std::string given(const CheckOutcome& outcome) {
    std::string all;
    for (const auto& reward : outcome.given)
      all += (all.empty() ? "" : ", ") + reward.milestone + " " + name_of(reward.state);
    return all;
  }
  std::int64_t count(const std::string& from) {
    return *read([&](store::Session& s) {
      return store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM " + from);
    });
  }
};

}  // namespace patchbay::loyalty::test
