// Hostile functions of rule files: each ends in a clean error, soon, and the next call is
// untouched.

#include "tests/unit/adapters/lua_attacks.h"
#include "tests/unit/adapters/lua_rule_support.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters::lua {
namespace {

const Attack rule_attacks[] = {
    {"swallowed_errors", "while true do pcall(function() return tiers end) end", "instructions"},
    {"ratios_in_a_loop", "while true do local x = times '1.2' end", "instructions"},
    {"ratios_of_long_texts", "local s = ('9'):rep(1000000) while true do pcall(times, s) end",
     ".lua:3"},
    {"amounts_in_a_loop", "while true do local x = NGN '5,000' end", "instructions"},
    {"amounts_of_many_groups",
     "local s = '1' .. (',000'):rep(100000) while true do pcall(function() return NGN(s) end) end",
     ".lua:3"},
    {"declares_in_a_loop", "while true do pcall(tier, {}) end", "top of the file"},
    {"long_answer", "return ('x'):rep(2000000) .. ('y'):rep(2300000)", "rules.lua"},
};

class HostileRules : public ::testing::TestWithParam<Attack> {};

TEST_P(HostileRules, end_soon_and_the_next_call_is_untouched) {
  const auto file =
      load_rules("tier { id = 'attack', when = function()\n\n" + std::string(GetParam().body) +
                 "\nend }\ntier { id = 'b', when = function(n) return n.n * 2 end }");
  ASSERT_TRUE(file) << file.error().message;
  double least_ms = stopped_ms_max;  // what else the machine does only adds
  for (int round = 0; round < 3; ++round) {
    const double start = thread_cpu_ms();
    const auto answer = (*file)->call(0, "when", {});
    least_ms = std::min(least_ms, thread_cpu_ms() - start);
    ASSERT_FALSE(answer) << boost::json::serialize(*answer);
    const std::string& message = answer.error().message;
    EXPECT_TRUE(is_stopped_for(message, GetParam().error)) << message;
    expect_has(message, "rules.lua:");
    const bool is_late = message.find("CPU time") != std::string::npos;
    EXPECT_EQ(answer.error().kind, is_late ? ErrorKind::unavailable : ErrorKind::invalid)
        << message;
    const auto honest = (*file)->call(1, "when", {{"n", 21}});
    ASSERT_TRUE(honest) << honest.error().message;
    EXPECT_EQ(*honest, 42);
  }
  EXPECT_LT(least_ms, stopped_ms_max);
}

const auto name_of_attack = [](const auto& tested) { return std::string(tested.param.name); };
INSTANTIATE_TEST_SUITE_P(Language, HostileRules, ::testing::ValuesIn(core_attacks), name_of_attack);
INSTANTIATE_TEST_SUITE_P(Words, HostileRules, ::testing::ValuesIn(rule_attacks), name_of_attack);

TEST(HostileRuleLimits, time_of_the_machine_is_no_fault_of_the_rule) {
  const std::string text = "tier { when = function() while true do end end }";
  Limits no_time;
  no_time.thread_cpu_max = std::chrono::milliseconds(5);
  no_time.instructions_max = 1'000'000'000;
  const auto slow = load_rules(text, no_time);
  ASSERT_TRUE(slow) << slow.error().message;
  const auto late = (*slow)->call(0, "when", {});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::unavailable) << late.error().message;
  expect_has(late.error().message, "guide/rules.lua:1: ");

  Limits no_instructions;
  no_instructions.instructions_max = 10'000;
  no_instructions.thread_cpu_max = std::chrono::hours(1);
  const auto fast = load_rules(text, no_instructions);
  ASSERT_TRUE(fast) << fast.error().message;
  const auto spent = (*fast)->call(0, "when", {});
  ASSERT_FALSE(spent);
  EXPECT_EQ(spent.error().kind, ErrorKind::invalid) << spent.error().message;
  expect_has(spent.error().message, "guide/rules.lua:1: ");
}

TEST(HostileRuleLimits, a_long_argument_and_a_long_answer_are_errors) {
  Limits small;
  small.memory_bytes_max = 200'000;
  small.output_bytes_max = 1'000;
  const auto file =
      load_rules("tier { when = function(f) return ('x'):rep(f.n or 2000) end }", small);
  ASSERT_TRUE(file) << file.error().message;
  const auto wide = (*file)->call(0, "when", {{"s", std::string(300'000, 'x')}});
  ASSERT_FALSE(wide);
  EXPECT_EQ(wide.error().kind, ErrorKind::invalid);
  expect_has(wide.error().message, "guide/rules.lua:1: not enough memory");
  const auto answer = (*file)->call(0, "when", boost::json::object());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::invalid);
  expect_has(answer.error().message, "longer than 1000 bytes");
  EXPECT_TRUE((*file)->call(0, "when", {{"n", 10}}));
}

}  // namespace
}  // namespace patchbay::adapters::lua
