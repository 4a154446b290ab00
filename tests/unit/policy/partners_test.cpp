#include "hub/policy/partners.h"

#include "tests/unit/policy/rule_errors.h"

namespace patchbay::policy {
namespace {

using namespace test;

const Policy& programme() {
  static const Policy policy = Policy::from_declarations(small_programme()).value();
  return policy;
}

TEST(InstalledPartners, AllThereIsNothingToSay) {
  const auto warnings = check_partners(
      programme(), {{"woolworths", "retail"}, {"coles", "retail"}, {"agl", "utility"}});
  ASSERT_TRUE(warnings);
  EXPECT_TRUE(warnings->empty());
}

TEST(InstalledPartners, OneOfAListIsEnoughButTheOtherIsSaid) {
  const auto warnings = check_partners(programme(), {{"coles", "retail"}, {"agl", "utility"}});
  ASSERT_EQ(warnings->size(), 1u);
  expect_says(warnings->front(),
              "rules.lua:6: milestone points_500: partner woolworths is not installed");
}

TEST(InstalledPartners, NoneOfAListOrOneOfAnotherKindIsAnError) {
  expect_says(check_partners(programme(), {{"agl", "utility"}}).error().message,
              "rules.lua:6: milestone points_500: none of its partners is installed");
  expect_says(
      check_partners(programme(), {{"coles", "transport"}, {"agl", "utility"}}).error().message,
      "partner coles is of kind transport and cannot give grocery_voucher");
}

TEST(InstalledPartners, AFallbackIsCheckedOnceByItsOwnPlace) {
  auto declarations = small_programme();
  declarations[4].value.as_object().erase("partners");
  declarations.push_back(
      declare("fallback", R"({"reward": "bill_credit", "partners": ["agl", "origin"]})", 99));
  const Policy policy = Policy::from_declarations(declarations).value();
  const auto warnings =
      check_partners(policy, {{"woolworths", "retail"}, {"coles", "retail"}, {"agl", "utility"}});
  ASSERT_EQ(warnings->size(), 1u);
  expect_says(warnings->front(), "rules.lua:99: fallback fallback: partner origin");
}

}  // namespace
}  // namespace patchbay::policy
