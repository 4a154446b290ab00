#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "hub/policy/policy.h"

namespace patchbay::policy {
namespace {

class PolicyFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() / ("patchbay_policy_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  std::string error() {
    const auto policy = Policy::load(folder_.string());
    return policy ? "no error" : policy.error().message;
  }

  std::filesystem::path folder_;
};

TEST(ShippedPolicies, SayWhatTheProgrammePromises) {
  const Policy policy = Policy::load("policies").value();
  EXPECT_EQ(policy.tiers().size(), 3u);
  ASSERT_EQ(policy.milestones().size(), 3u);
  const Decision decision = evaluate(policy, {0, 200000}).value();
  EXPECT_EQ(decision.points_earned, 2000);
  EXPECT_EQ(decision.tier_after->id, "gold");
  ASSERT_EQ(decision.reached.size(), 3u);
  EXPECT_EQ(decision.reached[0]->amount.minor, 2000);
  EXPECT_EQ(decision.reached[1]->reward.capability, "apply_credit");
  EXPECT_EQ(decision.reached[2]->partners.front(), "opal");
}

TEST_F(PolicyFolder, ErrorsNameFileAndLine) {
  write("a.lua", "\n\ntier { id = \"bronze\", name = \"Bronze\", form = 0 }\n");
  EXPECT_NE(error().find("a.lua:3"), std::string::npos) << error();
  write("a.lua", "tier { id = \"bronze\", name = \"Bronze\", from = 0.5 }\n");
  EXPECT_NE(error().find("a.lua:1"), std::string::npos) << error();
  write("a.lua", "tier {\n");
  EXPECT_NE(error().find("a.lua:"), std::string::npos) << error();
}

TEST_F(PolicyFolder, TestsOfPoliciesAreNotPolicies) {
  write("a_test.lua", "this is not read");
  EXPECT_NE(error().find("holds no .lua file"), std::string::npos) << error();
}

TEST_F(PolicyFolder, AMissingFolderIsSaidSo) {
  EXPECT_EQ(Policy::load((folder_ / "none").string()).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace patchbay::policy
