#include "hub/policy/set_number.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "hub/policy/difference.h"
#include "tests/unit/policy/texts.h"

namespace patchbay::policy {
namespace {

using test::care;
using test::policy_with;
using test::replaced;

/// The file's text after the change, or the error.
std::string after(const Policy& policy, const std::string& path, const std::string& value,
                  const std::string& file = "more.lua") {
  const auto files = set_number(policy, path, value);
  if (!files) return files.error().message;
  for (const PolicyFile& one : *files)
    if (one.name == file) return one.text;
  return "no such file";
}
bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(SetNumber, one_amount_changes_and_nothing_else_of_the_file) {
  EXPECT_EQ(after(care(), "milestones.month_1.amount", "AUD 25", "milestones.lua"),
            replaced(test::milestones_text, "AUD(20)", "AUD(25)"));
  EXPECT_EQ(after(care(), "milestones.month_1.days", "31", "milestones.lua"),
            replaced(test::milestones_text, "days     = 30", "days     = 31"));
}

TEST(SetNumber, cents_make_a_text_of_an_amount_and_stay_where_they_are) {
  EXPECT_EQ(after(care(), "milestones.month_1.amount", "25.5", "milestones.lua"),
            replaced(test::milestones_text, "AUD(20)", "AUD \"25.50\""));
  EXPECT_EQ(after(care(), "milestones.month_3.amount", "50", "milestones.lua"),
            replaced(test::milestones_text, "\"49.50\"", "\"50.00\""));
}

TEST(SetNumber, groups_of_thousands_stay) {
  const std::string text =
      "limit { id = \"big\", on = \"award\", above = AUD \"5,000\", effect = \"hold\" }\n";
  const Policy policy = policy_with("more.lua", text);
  EXPECT_EQ(after(policy, "limits.big.above", "AUD 12,500"), replaced(text, "5,000", "12,500"));
  EXPECT_EQ(after(policy, "limits.big.above", "900"), replaced(text, "5,000", "900"));
}

TEST(SetNumber, percent_and_times_keep_their_word) {
  const std::string text =
      "tier { id = \"a\", name = \"A\", from = 0, multiplier = times '1.2' }\n"
      "benefit { id = \"b\", discount = percent(5) }\n";
  const Policy policy = policy_with("more.lua", text);
  EXPECT_EQ(after(policy, "benefits.b.discount", "7 %"),
            replaced(text, "percent(5)", "percent(7)"));
  EXPECT_EQ(after(policy, "benefits.b.discount", "2.5%"),
            replaced(text, "percent(5)", "percent \"2.5\""));
  EXPECT_EQ(after(policy, "tiers.a.multiplier", "1.35"), replaced(text, "1.2", "1.35"));
  EXPECT_EQ(after(policy, "tiers.a.multiplier", "130 %"), replaced(text, "1.2", "1.3"));
  EXPECT_TRUE(has(after(policy, "benefits.b.discount", "7"), "\"7 %\""));
}

TEST(SetNumber, a_path_that_is_not_there_names_the_nearest) {
  const auto wrong = set_number(care(), "milestones.month_1.amout", "25");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::not_found);
  EXPECT_TRUE(has(wrong.error().message, "did you mean \"milestones.month_1.amount\"?"));
  EXPECT_TRUE(has(after(care(), "milestones.month_1.reward", "25"), "no rule declares"));
}

TEST(SetNumber, what_is_no_such_number_is_refused_with_its_place) {
  for (const std::string value : {"USD 25", "twenty", "", "-5", "1e3", "0,005", "25.001", "AUD"})
    EXPECT_TRUE(has(after(care(), "milestones.month_1.amount", value), "rules/milestones.lua:4"))
        << value;
  EXPECT_TRUE(has(after(care(), "milestones.month_1.days", "30.5"), "whole number"));
  EXPECT_TRUE(has(after(care(), "milestones.month_1.amount", "20.00"), "already"));
}

TEST(SetNumber, rules_that_would_not_hold_are_refused) {
  const auto none = set_number(care(), "milestones.month_1.amount", "0");
  ASSERT_FALSE(none);
  EXPECT_TRUE(has(none.error().message, "rules/milestones.lua:4")) << none.error().message;
}

TEST(SetNumber, what_a_program_computes_is_changed_by_hand) {
  const Policy computed = policy_with(
      "more.lua",
      "local first = 5\n"
      "limit { id = \"a\", on = \"link\", at_most = first, per = \"day\", effect = \"flag\" }\n"
      "limit { id = \"b\", on = \"link\", at_most = 2 * 3, per = \"hour\", effect = \"flag\" }\n");
  EXPECT_TRUE(has(after(computed, "limits.a.at_most", "7"), "rules/more.lua:2: at_most"));
  EXPECT_TRUE(has(after(computed, "limits.b.at_most", "7"), "by hand"));
  const Policy loop = policy_with(
      "more.lua",
      "for _, per in ipairs({ \"day\", \"hour\" }) do\n"
      "  limit { id = per, on = \"link\", at_most = 4, per = per, effect = \"flag\" }\nend\n");
  EXPECT_TRUE(has(after(loop, "limits.day.at_most", "7"), "more than one number"));
}

TEST(SetNumber, every_number_has_a_path_that_sets_it) {
  for (const DeclaredNumber& number : declared_numbers(care())) {
    const auto same = set_number(care(), number.path, number.value);
    ASSERT_FALSE(same) << number.path;
    EXPECT_TRUE(has(same.error().message, "already")) << number.path << same.error().message;
  }
  EXPECT_EQ(declared_numbers(care()).size(), 4U);
}

TEST(SetNumber, the_numbers_of_the_shipped_rules_can_be_set) {
  for (const auto& folder : std::filesystem::directory_iterator("policies")) {
    if (!folder.is_directory()) continue;
    const Policy shipped = Policy::load(folder.path().string()).value();
    for (const DeclaredNumber& number : declared_numbers(shipped)) {
      const auto same = set_number(shipped, number.path, number.value);
      ASSERT_FALSE(same) << number.path;
      EXPECT_TRUE(has(same.error().message, "already")) << number.path << same.error().message;
    }
  }
}

}  // namespace
}  // namespace patchbay::policy
