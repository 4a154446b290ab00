#include "hub/policy/operate.h"

#include "tests/unit/policy/stored.h"

namespace patchbay::policy {
namespace {

using test::organisation;

constexpr const char* wrong_test =
    "test { name = \"wrong\", facts = { occasion = \"order\", amount_minor = 100 }, expect = {} }";

class OperateTest : public test::VersionsFixture {
 protected:
  static Steerer who(const std::string& reason = "wanted", std::int64_t seconds = 1) {
    return {organisation, "cli:anna", reason, "", at(seconds)};
  }
  Result<VersionView> push(const Steerer& steerer) {
    auto files = test::version_of(500);
    files.push_back({"wrong_test.lua", wrong_test});
    return write([&](store::Session& s) { return push_draft(s, steerer, files); });
  }
  Result<Activated> activate_at_once(const std::string& id, const Steerer& steerer) {
    return write([&](store::Session& s) { return activate_version(s, steerer, id, std::nullopt); });
  }
  void expect_asks_why(const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::invalid);
    EXPECT_NE(error.message.find("say why"), std::string::npos) << error.message;
  }
};
PATCHBAY_ON_BOTH_STORES(OperateTest);

TEST_P(OperateTest, whoever_changes_something_says_why) {
  const auto id = push(who()).value().id;
  expect_asks_why(push(who("")).error());
  expect_asks_why(write([&](store::Session& s) {
                    return push_number(s, who(""), id, "tiers.silver.from", "600");
                  }).error());
  expect_asks_why(write([&](store::Session& s) { return push_accepted(s, who(""), id); }).error());
  expect_asks_why(activate_at_once(id, who("")).error());
  expect_asks_why(write([&](store::Session& s) { return go_back(s, who("")); }).error());
}

TEST_P(OperateTest, tests_run_until_they_passed_once) {
  const auto id = push(who()).value().id;
  const auto refused = activate_at_once(id, who());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  EXPECT_NE(refused.error().message.find("\"wrong\" (wrong_test.lua:1)"), std::string::npos)
      << refused.error().message;
  EXPECT_EQ(find(id, at(1)).value().tested_at, std::nullopt);
  write([&](store::Session& s) { mark_tested(s, organisation, id, at(2)); });
  EXPECT_TRUE(activate_at_once(id, who("wanted", 3))) << "they are not run again";
  EXPECT_EQ(find(id, at(3)).value().tested_at, at(2));
}

}  // namespace
}  // namespace patchbay::policy
