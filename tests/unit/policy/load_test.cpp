#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "hub/policy/facts.h"
#include "hub/policy/policy.h"
#include "tests/unit/policy/rule_errors.h"

namespace patchbay::policy {
namespace {

using test::expect_says;

const char* const programme =
    "programme { currency = \"AUD\", time_zone = \"Australia/Sydney\" }\n";

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

std::string error_of(const std::vector<PolicyFile>& files) {
  const auto policy = Policy::from_files(files);
  return policy ? "no error" : policy.error().message;
}

TEST_F(PolicyFolder, ErrorsNameFolderFileAndLine) {
  write("p.lua", programme);
  write("a.lua", "\n\ntier { id = \"bronze\", name = \"Bronze\", form = 0 }\n");
  expect_says(error(), folder_.string() + "/a.lua:3: tier: unknown field");
  write("a.lua", "tier { id = \"bronze\", name = \"Bronze\", from = 0.5 }\n");
  expect_says(error(), "a.lua:1");
  write("a.lua", "tier {\n");
  expect_says(error(), "a.lua:");
}

TEST_F(PolicyFolder, TestsOfPoliciesAreNotRulesButBelongToTheVersion) {
  write("p.lua", programme);
  const std::string hash = Policy::load(folder_.string()).value().hash();
  write("a_test.lua", "this is not read");
  const Policy policy = Policy::load(folder_.string() + "/").value();
  EXPECT_EQ(policy.files().size(), 2u);
  EXPECT_NE(policy.hash(), hash);
  EXPECT_EQ(policy.hash(), hash_of(policy.files()));
}

TEST_F(PolicyFolder, AFolderWithoutRulesIsSaidSo) {
  EXPECT_EQ(Policy::load((folder_ / "none").string()).error().kind, ErrorKind::not_found);
  expect_says(error(), "holds no .lua file");
  write("a_test.lua", "");
  expect_says(error(), "no file with rules");
}

TEST(PolicyFiles, NamesTextsAndSizesAreChecked) {
  expect_says(error_of({{"../a.lua", ""}}), "no name for a policy file");
  expect_says(error_of({{"a.txt", ""}}), "no name for a policy file");
  expect_says(error_of({{std::string(100, 'a') + ".lua", ""}}), "at most 100 characters");
  expect_says(error_of({{"a.lua", programme}, {"a.lua", ""}}), "two files named a.lua");
  expect_says(error_of({{"a.lua", "--\n-- \xff\n"}}), "a.lua:2: this line holds bytes");
  expect_says(error_of({{"a.lua", std::string("--\0", 3)}}), "a.lua:1: ");
  expect_says(error_of({{"a.lua", std::string(256 * 1024 + 1, '\n')}}), "longer than 256 KiB");
  expect_says(error_of(std::vector<PolicyFile>(201, {"a.lua", ""})), "more than 200");
  EXPECT_EQ(error_of({{"a.lua", std::string(programme) + "-- Größe\r\n"}}), "no error");
}

TEST(PolicyFiles, TheHashIsOfNamesAndTextsInAnyOrder) {
  const PolicyFile a{"a.lua", "x"}, b{"b.lua", "y"};
  EXPECT_EQ(hash_of({a, b}), hash_of({b, a}));
  EXPECT_NE(hash_of({a, b}), hash_of({{"a.lua", "y"}, {"b.lua", "x"}}));
  EXPECT_NE(hash_of({{"a.lua", "xb.lua"}, {"c.lua", ""}}),
            hash_of({{"a.lua", "x"}, {"b.luac.lua", ""}}));
}

TEST(PolicyFunctions, DecideWhetherARuleHolds) {
  const Policy policy =
      Policy::from_files({{"a.lua", programme},
                          {"b.lua",
                           "limit { id = \"a\", on = \"link\", effect = \"flag\",\n"
                           "  when = function(facts) return facts.points > 5 end }\n"
                           "limit { id = \"b\", on = \"link\", effect = \"flag\",\n"
                           "  when = function(facts) return facts.points end }\n"
                           "limit { id = \"c\", on = \"link\", effect = \"flag\",\n"
                           "  when = function(facts) return facts.nothing.more end }\n"}},
                         "guide")
          .value();
  Facts facts;
  const auto& limits = policy.limits();
  EXPECT_FALSE(policy.holds(limits[0], facts).value());
  facts.points = 6;
  EXPECT_TRUE(policy.holds(limits[0], facts).value());
  EXPECT_TRUE(policy.holds(policy.programme(), facts).value()) << "without a condition";
  expect_says(policy.holds(limits[1], facts).error().message,
              "guide/b.lua:3: limit b: `when` must answer true or false, but it answered 6");
  expect_says(policy.holds(limits[2], facts).error().message, "guide/b.lua:6");
}

}  // namespace
}  // namespace patchbay::policy
