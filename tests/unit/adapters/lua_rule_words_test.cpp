// Exact numbers as people write them in rule files.

#include "adapters/lua/script.h"
#include "tests/unit/adapters/lua_rule_support.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters::lua {
namespace {

std::string ratio_text(const std::string& numerator, const std::string& denominator) {
  return R"({"denominator":)" + denominator + R"(,"numerator":)" + numerator + "}";
}

TEST(RuleWords, ratios_are_exact_and_in_lowest_terms) {
  for (const auto& [expression, numerator, denominator] :
       std::initializer_list<std::array<const char*, 3>>{
           {"percent(5)", "1", "20"},
           {"percent(0)", "0", "1"},
           {"percent(250)", "5", "2"},
           {"percent \"2.5\"", "1", "40"},
           {"percent \"0.000000001\"", "1", "100000000000"},
           {"percent(-5)", "-1", "20"},
           {"percent(math.maxinteger)", "9223372036854775807", "100"},
           {"times(2)", "2", "1"},
           {"times \"1.2\"", "6", "5"},
           {"times \"1.000000001\"", "1000000001", "1000000000"},
           {"ratio(6, 5)", "6", "5"},
           {"ratio(10, 4)", "5", "2"},
           {"ratio(-6, 4)", "-3", "2"},
           {"ratio(math.mininteger, 2)", "-4611686018427387904", "1"},
           {"ratio(math.mininteger, math.maxinteger)", "-9223372036854775808",
            "9223372036854775807"}})
    EXPECT_EQ(value_of(expression), ratio_text(numerator, denominator)) << expression;
}

TEST(RuleWords, ratios_refuse_what_is_not_exact) {
  for (const auto& [expression, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {"percent(2.5)", "percent \"2.5\""},
           {"percent(5.0)", "written as text"},
           {"times(1.2)", "times \"1.2\""},
           {"times \"1.0000000001\"", "more than 9 decimals"},
           {"times \"10000000000\"", "\"10000000000\" is not an amount: too large"},
           {"percent \"5%\"", "\"5%\" is not an amount"},
           {"percent \"2,5\"", "\"2,5\" is not an amount"},
           {"percent \"\"", "digits are missing"},
           {"percent()", "percent takes one whole number or one text"},
           {"times(1, 2)", "times takes one whole number or one text"},
           {"times {}", "times takes one whole number or one text"},
           {"ratio(6)", "two whole numbers"},
           {"ratio(6, \"5\")", "two whole numbers"},
           {"ratio(1.2, 1)", "two whole numbers"},
           {"ratio(1, 0)", "above zero, not 0"},
           {"ratio(6, -5)", "above zero, not -5"}}) {
    const std::string message = value_of(expression);
    expect_has(message, "guide/rules.lua:1: ");
    expect_has(message, words);
  }
}

TEST(RuleWords, amounts_take_groups_of_thousands) {
  for (const auto& [expression, minor] : std::initializer_list<std::pair<const char*, const char*>>{
           {"NGN \"5,000\"", "500000"},
           {"NGN \"1,234,567.50\"", "123456750"},
           {"NGN \"-12,000.05\"", "-1200005"},
           {"NGN \"5000\"", "500000"},
           {"NGN(5000)", "500000"},
           {"NGN \"0.10\"", "10"}})
    EXPECT_EQ(value_of(expression), std::string(R"({"currency":"NGN","minor":)") + minor + "}");
  EXPECT_EQ(value_of("JPY \"5,000\""), R"({"currency":"JPY","minor":5000})");
}

TEST(RuleWords, amounts_refuse_other_commas) {
  for (const char* text : {"5,00", "1,2345", "1234,567", ",500", "5,", "5,000,00", "5,,000",
                           "-,500", "5,000.1,000", "1.5,000", "0,005", "5,00a", "5,000.", ","}) {
    const std::string message = value_of("NGN \"" + std::string(text) + "\"");
    expect_has(message, "guide/rules.lua:1: \"");
    expect_has(message, "is not an amount");
  }
  expect_has(value_of("NGN \"5,00\""), "\"5,00\" is not an amount");
  expect_has(value_of("NGN \"1,2345\""), "\"1,2345\" is not an amount");
  expect_has(value_of("NGN(5.5)"), "written as text");
}

TEST(RuleWords, what_partners_write_takes_no_groups) {
  expect_has(value_of("money.minor(\"5,000\", \"NGN\")"), "\"5,000\" is not an amount");
  const ScratchFolder folder;
  const auto script = load_script(folder.write("s.lua", "return NGN \"5,000\""), {});
  ASSERT_FALSE(script);
  expect_has(script.error().message, "\"5,000\" is not an amount");
}

TEST(RuleWords, an_unknown_name_names_the_nearest) {
  expect_has(load_error("\ntiers { id = 'a' }"),
             "guide/rules.lua:2: unknown name \"tiers\"; did you mean \"tier\"?");
  expect_has(load_error("limt { id = 'a' }"), "did you mean \"limit\"?");
  expect_has(load_error("tier { x = precent(5) }"), "did you mean \"percent\"?");
  const std::string far = load_error("banana {}");
  expect_has(far, "rules.lua:1: unknown name \"banana\"");
  EXPECT_EQ(far.find("did you mean"), std::string::npos) << far;
  EXPECT_LT(load_error(std::string(10'000, 'a') + "()").size(), 200u);
  expect_has(load_error("local t = _ENV[1]"), "rules.lua:1: unknown name");
}

}  // namespace
}  // namespace patchbay::adapters::lua
