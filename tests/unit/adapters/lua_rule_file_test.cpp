// Rule files: what they declare, and their functions called.

#include <thread>

#include "tests/unit/adapters/lua_rule_support.h"

namespace patchbay::adapters::lua {
namespace {

/// Calls `when` of the first declaration; its answer as JSON, or the error.
std::string answer_of(const RuleFile& file, const boost::json::value& facts = {},
                      std::size_t declaration = 0) {
  const auto answer = file.call(declaration, "when", facts);
  return answer ? boost::json::serialize(*answer) : answer.error().message;
}

/// Loads a file of one rule whose condition is `body` (it begins in line 3), and calls it.
std::string answer_of_body(const std::string& body, const boost::json::value& facts = {}) {
  const auto file = load_rules("tier {\n  when = function(facts)\n" + body + "\nend }");
  return file ? answer_of(**file, facts) : file.error().message;
}

TEST(RuleFile, tells_declarations_in_order_and_functions_by_place) {
  const auto file = load_rules(R"(local base = 500
tier { id = "silver", from = base }
limit {
  id = "young", at_most = NGN "5,000",
  when = function(facts) return facts.days < 3 end,
})");
  ASSERT_TRUE(file) << file.error().message;
  const auto& declared = (*file)->declarations();
  ASSERT_EQ(declared.size(), 2u);
  EXPECT_EQ(declared[0].name, "tier");
  EXPECT_EQ(declared[0].where, "guide/rules.lua:2");
  EXPECT_EQ(boost::json::serialize(declared[0].value), R"({"from":500,"id":"silver"})");
  EXPECT_EQ(declared[1].name, "limit");
  EXPECT_EQ(declared[1].where, "guide/rules.lua:3");
  EXPECT_EQ(declared[1].value.at("when").at("function").as_string(), "guide/rules.lua:5");
  EXPECT_TRUE((*file)->has_functions());
  const auto plain = load_rules("tier { id = 'a' }");
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_FALSE((*plain)->has_functions());
  const auto empty = load_rules("-- nothing yet");
  ASSERT_TRUE(empty) << empty.error().message;
  EXPECT_TRUE((*empty)->declarations().empty());
}

TEST(RuleFile, errors_name_file_and_line) {
  for (const auto& [text, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {"\ntier { x = 0.5 }", "fraction"},
           {"\ntier { x = { { y = 0.5 } } }", "\"x[1].y\""},
           {"\ntier(1)", "tier takes one table"},
           {"\ntier({}, {})", "tier takes one table"},
           {"\ntier { 1, 2 }", "names and values"},
           {"\ntier(array {})", "names and values"},
           {"\ntier { 1, id = 2 }", "names and values"},
           {"\ntier { [3] = 2 }", "gaps"},
           {"\ntier { unless = function() end }", "\"unless\" is a function; only when may be one"},
           {"\ntier { x = { when = function() end } }", "\"x.when\" is a function"},
           {"\ntier { when = string.upper }", "must be a function of this file"},
           {"\ntier { when = { ['function'] = 'rules.lua:1' } }", "\"when\" must be a function"},
           {"\npcall(tier, 1)", "tier takes one table"},
           {"\npcall(function() tier { x = 0.5 } end)", "fraction"},
           {"\nerror('no')", "no"},
           {"\ntier { id = ", "rules.lua"},
           {"\nwhile true do end", "was stopped"},
           {"\nlocal s = 'x' while true do s = s .. s end", "memory"},
           {"\nwhile true do tier { id = 1 } end", "guide/rules.lua:2"}}) {
    const std::string message = load_error(text);
    expect_has(message, "guide/rules.lua:2");
    expect_has(message, words);
  }
  expect_has(load_error("\x1bLua"), "guide/rules.lua");
  expect_has(load_error(std::string(300 * 1024, ' ')), "guide/rules.lua: a script may have");
  expect_has(load_error("for i = 1, 10001 do tier { x = i } end"), "10000 declarations");
}

TEST(RuleFile, calls_a_function_with_its_argument) {
  const auto file = load_rules(R"(local limit_days = 3
limit { id = "a", when = function(facts) return facts.days < limit_days end }
limit { id = "b", when = function(facts) return { days = facts.days, list = facts.list } end }
limit { id = "c", when = function() end })");
  ASSERT_TRUE(file) << file.error().message;
  const boost::json::value facts{{"days", 2}, {"list", {1, 2}}};
  EXPECT_EQ(answer_of(**file, facts, 0), "true");
  EXPECT_EQ(answer_of(**file, {{"days", 3}}, 0), "false");
  EXPECT_EQ(answer_of(**file, facts, 1), R"({"days":2,"list":[1,2]})");
  EXPECT_EQ(answer_of(**file, facts, 2), "null");
}

TEST(RuleFile, a_function_that_is_not_there_is_not_found) {
  const auto file = load_rules("tier { id = 'a', x = { ['function'] = 'b' } }");
  ASSERT_TRUE(file) << file.error().message;
  for (const auto& [declaration, field] :
       std::initializer_list<std::pair<std::size_t, const char*>>{
           {0, "when"}, {0, "id"}, {0, "x"}, {1, "when"}, {SIZE_MAX, "when"}}) {
    const auto answer = (*file)->call(declaration, field, {});
    ASSERT_FALSE(answer) << field;
    EXPECT_EQ(answer.error().kind, ErrorKind::not_found) << answer.error().message;
  }
}

TEST(RuleFile, nothing_carries_over_from_call_to_call) {
  const auto file = load_rules(R"(local count = 0
tier { when = function(facts)
  count = count + 1
  seen = (pcall(function() return left end)) and "left" or "clean"
  left = count
  facts.count = count
  return { count = count, seen = seen, facts = facts.count }
end })");
  ASSERT_TRUE(file) << file.error().message;
  const boost::json::value facts{{"days", 2}};
  for (int round = 0; round < 3; ++round)
    EXPECT_EQ(answer_of(**file, facts), R"({"count":1,"facts":1,"seen":"clean"})");
  EXPECT_EQ(boost::json::serialize(facts), R"({"days":2})");
}

TEST(RuleFile, knows_neither_clock_nor_zones_nor_the_world) {
  for (const auto& [body, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {"return time.now()", "'now'"},
           {"return time.text(0, 'Europe/Berlin')", "time zones are not available here"},
           {"return math.random(6)", "'random'"},
           {"return call.now", "unknown name \"call\""},
           {"return os.time()", "unknown name \"os\""},
           {"return io.open('/etc/passwd')", "unknown name \"io\""},
           {"return require 'a'", "unknown name \"require\""},
           {"log.info('x')", "unknown name \"log\""},
           {"return load('return 1')", "unknown name \"load\""},
           {"return tostring({}):len() == 5 and collectgarbage('count')", "\"collectgarbage\""}}) {
    const std::string message = answer_of_body(body);
    expect_has(message, "guide/rules.lua:3: ");
    expect_has(message, words);
  }
  EXPECT_EQ(answer_of_body("return time.date(facts.at)", {{"at", 0}}), "\"1970-01-01\"");
}

TEST(RuleFile, a_function_cannot_declare) {
  expect_has(answer_of_body("pcall(tier, { id = 'b' }) return true"),
             "declare at the top of the file");
}

TEST(RuleFile, what_goes_in_and_out_is_exact) {
  expect_has(answer_of_body("return 1 / 2"), "guide/rules.lua:2: the value is a number with");
  expect_has(answer_of_body("return { f = type }"), "guide/rules.lua:2: \"f\" is a function");
  expect_has(answer_of_body("local t = {} t.t = t return t"), "nested too deep");
  expect_has(answer_of_body("return true", {{"rate", 0.5}}), "floating point");
}

TEST(RuleFile, threads_call_at_once) {
  const auto file = load_rules(R"(local count = 0
tier { when = function(facts)
  for i = 1, 100 do count = count + facts.step end
  if facts.step % 7 == 0 then error("seven") end
  return count
end })");
  ASSERT_TRUE(file) << file.error().message;
  std::vector<std::string> wrong(4);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&, thread] {
        for (int step = thread; step < 200; step += 4) {
          const std::string answer = answer_of(**file, {{"step", step}});
          const bool fits = step % 7 == 0 ? answer.find("rules.lua:4: seven") != std::string::npos
                                          : answer == std::to_string(step * 100);
          if (!fits) wrong[static_cast<std::size_t>(thread)] = answer;
        }
      });
  }
  for (const std::string& answer : wrong) EXPECT_EQ(answer, "");
}

}  // namespace
}  // namespace patchbay::adapters::lua
