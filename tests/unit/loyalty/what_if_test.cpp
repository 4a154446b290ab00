#include "hub/loyalty/what_if.h"

#include "hub/policy/decision.h"
#include "tests/unit/loyalty/checked.h"

namespace patchbay::loyalty {
namespace {

class WhatIfTest : public test::CheckedTest {
 protected:
  Result<policy::Facts> facts_of(const std::string& customer) {
    return read([&](store::Session& session) {
      return facts_of_customer(session, organisation_, policy_, customer, clock_.now());
    });
  }
};
PATCHBAY_ON_BOTH_STORES(WhatIfTest);

TEST_P(WhatIfTest, says_what_a_look_would_give_and_gives_nothing) {
  tell("ann", ProgressKind::start, "2026-05-31");
  const auto facts = facts_of("ann");
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->occasion, policy::Occasion::progress);
  EXPECT_GE(facts->days, 30);
  const auto decision = policy::decide(policy_, *facts);
  ASSERT_EQ(decision->effects.size(), 1U);
  EXPECT_EQ(decision->effects[0].rule->id, "month_1");
  EXPECT_EQ(count("rewards"), 0);
  EXPECT_EQ(count("decisions"), 0);
}

TEST_P(WhatIfTest, knows_what_was_given) {
  tell("ann", ProgressKind::start, "2026-05-31");
  check("ann");
  const auto facts = facts_of("ann");
  EXPECT_EQ(facts->given, std::vector<std::string>{"month_1"});
  EXPECT_TRUE(policy::decide(policy_, *facts)->effects.empty());
}

TEST_P(WhatIfTest, a_customer_of_whom_nothing_is_known_is_not_found) {
  EXPECT_EQ(facts_of("nobody").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace patchbay::loyalty
