#include "hub/policy/accept.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "hub/policy/set_number.h"
#include "tests/unit/policy/texts.h"

namespace patchbay::policy {
namespace {

using test::replaced;

const std::string award = "{ effect = \"award\", rule = \"month_1\", amount = AUD(20) }";

/// The small programme and these tests.
Policy care_with(const std::string& tests, const std::string& more_rules = "") {
  return Policy::from_files({{"milestones.lua", test::milestones_text},
                             {"more_test.lua", tests},
                             {"programme.lua", test::programme_text + more_rules}},
                            "rules")
      .value();
}
Policy with(const Policy& policy, const std::string& path, const std::string& value) {
  return Policy::from_files(set_number(policy, path, value).value(), "rules").value();
}
Result<std::vector<PolicyFile>> accepted(const Policy& policy) {
  return accept_results(policy, run_policy_tests(policy).value());
}
/// The tests after acceptance, or the error.
std::string tests_after(const Policy& policy) {
  const auto files = accepted(policy);
  if (!files) return files.error().message;
  EXPECT_TRUE(run_policy_tests(Policy::from_files(*files).value()).value().ok());
  EXPECT_EQ(files->front(), policy.files().front());
  EXPECT_EQ(files->back(), policy.files().back());
  return files->at(1).text;
}
void expect_refused(const Policy& policy, const std::vector<std::string>& parts) {
  const auto files = accepted(policy);
  ASSERT_FALSE(files) << files->at(1).text;
  EXPECT_EQ(files.error().kind, ErrorKind::invalid);
  for (const auto& part : parts)
    EXPECT_NE(files.error().message.find(part), std::string::npos) << part << "\nis not in\n"
                                                                   << files.error().message;
}

TEST(Accept, a_changed_number_stands_in_the_test_and_all_else_stays) {
  const std::string tests =
      "-- what was promised\n"
      "test { name = \"due\",   -- on the day\n"
      "       facts = { occasion = \"progress\", days = 30 },\n"
      "       expect = { " +
      award +
      " } }  -- twenty\n"
      "test { name = \"early\", facts = { occasion = \"progress\", days = 29 }, expect = {} }\n";
  const Policy policy = care_with(tests);
  EXPECT_EQ(tests_after(with(policy, "milestones.month_1.amount", "AUD 25")),
            replaced(tests, "AUD(20)", "AUD(25)"));
  EXPECT_EQ(tests_after(with(policy, "milestones.month_1.amount", "25.5")),
            replaced(tests, "AUD(20)", "AUD \"25.50\""));
}

TEST(Accept, a_later_day_gives_nothing_now) {
  const std::string tests =
      "test { name = \"due\", facts = { occasion = \"progress\", days = 30 },\n"
      "       expect = { " +
      award + " } }\n";
  EXPECT_EQ(tests_after(with(care_with(tests), "milestones.month_1.days", "31")),
            replaced(tests, "{ " + award + " }", "{}"));
}

TEST(Accept, what_is_new_says_its_amount_and_each_effect_has_a_line) {
  const std::string tests =
      "test { name = \"early\", facts = { occasion = \"progress\", days = 29 }, expect = {} }\n"
      "test { name = \"both\", facts = { occasion = \"progress\", days = 90 },\n"
      "       expect = { { effect = \"award\", rule = \"month_3\", choice = true,\n"
      "                    partners = { \"agl\" } } } }\n";
  const std::string after =
      "test { name = \"early\", facts = { occasion = \"progress\", days = 29 }, expect = { " +
      award +
      " } }\n"
      "test { name = \"both\", facts = { occasion = \"progress\", days = 90 },\n"
      "       expect = { " +
      award +
      ",\n"
      "                  { effect = \"award\", rule = \"month_3\", partners = { \"coles\" }, "
      "choice = false } } }\n";
  EXPECT_EQ(tests_after(with(care_with(tests), "milestones.month_1.days", "29")), after);
}

TEST(Accept, a_refusal_says_code_and_subject_and_texts_are_quoted) {
  const std::string rules =
      "limit { id = \"big\", on = \"award\", above = AUD(19), effect = \"hold\", code = \"BIG\",\n"
      "        message = 'a \"large\"\\none' }\n";
  const std::string tests =
      "test { name = \"due\", facts = { occasion = \"progress\", days = 30 },\n"
      "       expect = { " +
      award +
      " } }\n"
      "test { name = \"said\", facts = { occasion = \"progress\", days = 30 },\n"
      "       expect = { { effect = \"hold\", rule = \"big\", message = \"\" } } }\n";
  const std::string after = tests_after(care_with(tests, rules));
  EXPECT_NE(
      after.find("{ { effect = \"hold\", rule = \"big\", code = \"BIG\", of = \"month_1\" } }"),
      std::string::npos)
      << after;
  EXPECT_NE(after.find("\\\"large\\\"\\010one"), std::string::npos) << after;
}

TEST(Accept, a_loop_that_answers_alike_is_one_expectation) {
  const std::string tests =
      "for _, days in ipairs { 30, 31 } do\n"
      "  test { name = \"day \" .. days, facts = { occasion = \"progress\", days = days },\n"
      "         expect = { " +
      award + " } }\nend\n";
  const Policy policy = care_with(tests);
  EXPECT_EQ(tests_after(with(policy, "milestones.month_1.amount", "25")),
            replaced(tests, "AUD(20)", "AUD(25)"));
  // Of one the result is another now: it is said by its name.
  EXPECT_EQ(
      tests_after(with(policy, "milestones.month_1.days", "31")),
      replaced(tests, "{ " + award + " }",
               "({\n                    [\"day 30\"] = {},\n                  })[ \"day \" .. "
               "days ] or { " +
                   award + " }"));
}

TEST(Accept, tables_that_tests_share_change_where_they_stand) {
  const std::string tests =
      "local voucher = " + award +
      " -- shared\n"
      "local other = { effect = \"award\", rule = \"month_1\", amount = AUD(99) }\n"
      "for _, row in ipairs { { 30, { voucher } }, { 29, {} } } do\n"
      "  test { name = \"day \" .. row[1], facts = { occasion = \"progress\", days = row[1] },\n"
      "         expect = row[2] }\nend\n"
      "test { name = \"written out\", facts = { occasion = \"progress\", days = 40 },\n"
      "       expect = { " +
      award + " } }\n";
  const Policy policy = care_with(tests);
  EXPECT_EQ(tests_after(with(policy, "milestones.month_1.amount", "25")),
            replaced(tests, "AUD(20)", "AUD(25)"));
  const auto later = tests_after(with(policy, "milestones.month_1.days", "31"));
  EXPECT_NE(later.find("})[ \"day \" .. row[1] ] or row[2] }"), std::string::npos) << later;
}

TEST(Accept, a_new_value_of_any_shipped_number_can_be_accepted) {
  for (const auto& folder : std::filesystem::directory_iterator("policies")) {
    if (!folder.is_directory()) continue;
    const Policy shipped = Policy::load(folder.path().string()).value();
    for (const DeclaredNumber& number : declared_numbers(shipped))
      for (const std::string value : {"7", "7 %", "1.7", "150"}) {
        const auto files = set_number(shipped, number.path, value);
        if (!files) continue;
        const Policy changed = Policy::from_files(*files, folder.path().string()).value();
        const TestReport report = run_policy_tests(changed).value();
        if (report.ok()) continue;
        const auto done = accept_results(changed, report);
        EXPECT_TRUE(done) << number.path << " " << value << ": " << done.error().message;
      }
  }
}

TEST(Accept, tests_about_errors_are_changed_by_hand_and_nothing_is_accepted) {
  const std::string tests =
      "test { name = \"due\", facts = { occasion = \"progress\", days = 30 }, expect = {} }\n"
      "test { name = \"wants one\", facts = { occasion = \"progress\" }, error = \"no\" }\n"
      "test { name = \"has one\", facts = { occasion = \"claim\", milestone = \"x\" },\n"
      "       expect = {} }\n";
  expect_refused(care_with(tests), {"\"wants one\" (more_test.lua:2)", "by hand",
                                    "\"has one\" (more_test.lua:3)", "error"});
}

TEST(Accept, a_test_whose_table_is_made_elsewhere_is_changed_by_hand) {
  const std::string tests =
      "local due = { name = \"due\", facts = { occasion = \"progress\", days = 30 }, expect = {} "
      "}\n"
      "test(due)\n";
  expect_refused(care_with(tests), {"\"due\" (more_test.lua:2)", "`expect`", "by hand"});
}

TEST(Accept, what_was_accepted_in_a_loop_can_be_changed_again) {
  const std::string tests =
      "for _, row in ipairs { { 30, AUD(20) }, { 29 } } do\n"
      "  test { name = [[day ]] .. row[1], facts = { occasion = \"progress\", days = row[1] },\n"
      "         expect = row[2] and { { effect = \"award\", rule = \"month_1\", amount = row[2] } "
      "}\n"
      "           or {} }\nend\n";
  Policy policy = care_with(tests);
  for (const std::string amount : {"25", "30", "20"}) {
    policy = with(policy, "milestones.month_1.amount", amount);
    const auto files = accepted(policy);
    ASSERT_TRUE(files) << files.error().message;
    policy = Policy::from_files(*files, "rules").value();
    EXPECT_TRUE(run_policy_tests(policy).value().ok());
  }
}

TEST(Accept, a_test_that_would_fail_then_stops_it) {
  const std::string tests =
      "local amount = AUD(20)\nlocal voucher = " + award +
      "\nlocal none = voucher.amount.minor == amount.minor and {} or { voucher }\n"
      "test { name = \"due\", facts = { occasion = \"progress\", days = 30 }, "
      "expect = { voucher } }\n"
      "test { name = \"early\", facts = { occasion = \"progress\", days = 29 }, expect = none }\n";
  expect_refused(with(care_with(tests), "milestones.month_1.amount", "25"),
                 {"\"early\" (more_test.lua:5)", "by hand"});
}

TEST(Accept, where_all_pass_there_is_nothing_to_accept) {
  const auto files = accepted(care_with(
      "test { name = \"early\", facts = { occasion = \"progress\", days = 1 }, expect = {} }\n"));
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().kind, ErrorKind::conflict);
  EXPECT_NE(files.error().message.find("nothing to accept"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::policy
