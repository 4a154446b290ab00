#include "hub/policy/difference.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/texts.h"

namespace patchbay::policy {
namespace {

using test::policy_with;
using Lines = std::vector<std::string>;

Lines lines(const std::string& before, const std::string& after) {
  return to_lines(difference(policy_with("more.lua", before), policy_with("more.lua", after)));
}

const std::string flagged =
    "limit { id = \"fast\", on = \"link\", effect = \"flag\",\n"
    "  when = function(facts) return #facts.linked > 3 end }\n";

TEST(Difference, a_changed_number_is_one_line) {
  const std::string text = "benefit { id = \"b\", discount = percent(5) }\n";
  EXPECT_EQ(lines(text, test::replaced(text, "(5)", "(7)")),
            Lines{"benefit b: discount 5 % -> 7 %"});
}

TEST(Difference, layout_comments_and_places_change_nothing) {
  EXPECT_EQ(lines(flagged, "-- a note\n\n" + test::replaced(flagged, "(facts)", "( facts )")),
            Lines{});
}

TEST(Difference, added_and_removed_rules_are_told_whole) {
  const std::string text = "benefit { id = \"b\", discount = percent(5) }\n";
  EXPECT_EQ(lines("", text), Lines{"benefit b: added with discount 5 %"});
  EXPECT_EQ(lines(text, ""), Lines{"benefit b: removed, which had discount 5 %"});
}

TEST(Difference, a_field_that_comes_or_goes_is_told) {
  const std::string with = "benefit { id = \"b\", discount = percent(5), partner = \"spa\" }\n";
  const std::string without = "benefit { id = \"b\", discount = percent(5) }\n";
  EXPECT_EQ(lines(without, with), Lines{"benefit b: partner nothing -> spa"});
  EXPECT_EQ(lines(with, without), Lines{"benefit b: partner spa -> nothing"});
}

TEST(Difference, a_function_that_says_otherwise_is_a_change) {
  const auto changed = lines(flagged, test::replaced(flagged, "> 3", "> 4"));
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_NE(changed[0].find("limit fast: when a function"), std::string::npos) << changed[0];
}

TEST(Difference, a_function_may_change_by_what_it_uses) {
  const std::string text =
      "local most = 3\nlimit { id = \"fast\", on = \"link\", effect = \"flag\",\n"
      "  when = function(facts) return #facts.linked > most end }\n";
  EXPECT_EQ(lines(text, test::replaced(text, "most = 3", "most = 4")).size(), 1U);
  EXPECT_EQ(lines(text, text), Lines{});
}

TEST(Difference, programs_read_it_as_well) {
  const std::string text = "benefit { id = \"b\", discount = percent(5) }\n";
  const auto all = to_json(difference(policy_with("more.lua", ""), policy_with("more.lua", text)));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].at("what"), "added");
  EXPECT_EQ(all[0].at("where"), "rules/more.lua:1");
  EXPECT_TRUE(all[0].at("fields").as_array().at(0).at("before").is_null());
}

}  // namespace
}  // namespace patchbay::policy
