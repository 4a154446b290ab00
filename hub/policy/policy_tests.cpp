#include "hub/policy/policy_tests.h"

#include <time.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <optional>

#include "adapters/lua/rule_file.h"
#include "hub/base/text.h"
#include "hub/policy/coverage.h"
#include "hub/policy/decision.h"
#include "hub/policy/explain.h"
#include "hub/policy/fields.h"
#include "hub/policy/sentences.h"
#include "hub/policy/test_match.h"

namespace patchbay::policy {
namespace {

namespace json = boost::json;

struct PolicyTest {
  std::string name;
  std::string where;
  Facts facts;
  json::array expect;
  std::optional<std::string> error;  ///< a part of what decide() says
};

/// An empty table of Lua stands for an empty list.
const json::array* list_of(const json::value& value) {
  static const json::array none;
  if (const auto* table = value.if_object()) return table->empty() ? &none : nullptr;
  return value.if_array();
}

/// Errors: invalid, with file and line.
Result<PolicyTest> read_test(const adapters::lua::Declaration& declaration) {
  const Written table_of_test{&declaration, RuleKind::programme, std::nullopt};
  Fields fields(table_of_test, nullptr);
  PolicyTest test;
  test.name = fields.text("name");
  test.where = declaration.where;
  fields.need("facts", "a table such as { occasion = \"order\", amount_minor = 1000 }");
  if (fields.has("error")) test.error = fields.text("error");
  if (fields.has("expect") == test.error.has_value())
    fields.refuse("say what it expects, or the error, not both: expect = { … }");
  if (const auto read = fields.finish(); !read) return read.error();

  const json::object& table = declaration.value.get_object();
  auto facts = facts_from_json(table.at("facts"));
  if (!facts) return facts.error().in(declaration.where + ": test \"" + test.name + "\"");
  test.facts = *std::move(facts);
  if (test.error) return test;
  const json::array* expect = list_of(table.at("expect"));
  const auto checked =
      expect ? check_expected(*expect)
             : Result<void>(invalid("expect must be a list of effects, as in expect = { { effect = "
                                    "\"award\", rule = \"month_1\" } }"));
  if (!checked) return checked.error().in(declaration.where + ": test \"" + test.name + "\"");
  test.expect = *expect;
  return test;
}

/// Errors: invalid: see run_policy_tests.
Result<std::vector<PolicyTest>> read_tests(const std::vector<PolicyFile>& files) {
  std::vector<PolicyTest> tests;
  std::map<std::string, std::string> places;
  for (const PolicyFile& file : files) {
    if (!is_test(file)) continue;
    const auto loaded = adapters::lua::load_rule_file(file.name, file.text, {"test"}, {});
    if (!loaded) return loaded.error();
    for (const auto& declaration : (*loaded)->declarations()) {
      auto test = read_test(declaration);
      if (!test) return test.error();
      const auto [taken, is_new] = places.emplace(test->name, test->where);
      if (!is_new)
        return invalid(test->where + ": test: the name \"" + test->name + "\" is taken at " +
                       taken->second + "; give each test its own");
      tests.push_back(*std::move(test));
    }
  }
  return tests;
}

/// "facts: progress, days 29".
std::string facts_line(const Facts& facts) {
  std::string line = std::string("facts: ") + name_of(facts.occasion);
  for (const auto& [name, value] : to_json(facts)) {
    if (name == "occasion") continue;
    if (const auto* counts = value.if_object())
      for (const auto& [count, number] : *counts)
        line += ", " + std::string(count) + " " + written(number);
    else
      line += ", " + std::string(name) + " " + written(value);
  }
  return line;
}

bool has_rule(const Policy& policy, const std::string& id) {
  return std::any_of(policy.declared().begin(), policy.declared().end(),
                     [&](const DeclaredRule& rule) { return rule.id == id; });
}

/// Why a rule that was expected made nothing; empty: nobody knows.
std::string reason(const Policy& policy, const std::string& id, const Explanation& explanation) {
  for (const std::string& sentence : explanation.not_given)
    if (sentence.find(" " + id + " (") != std::string::npos) return "because " + sentence;
  if (has_rule(policy, id)) return {};
  std::vector<std::string> ids;
  for (const DeclaredRule& rule : policy.declared()) ids.push_back(rule.id);
  const auto meant = nearest(id, ids);
  return "there is no rule \"" + id + "\"" + (meant ? "; did you mean \"" + *meant + "\"?" : "");
}

std::vector<std::string> lines_of(const Policy& policy, const PolicyTest& test,
                                  const Decision& decision) {
  if (test.error) {
    std::vector<std::string> lines{facts_line(test.facts), "- expected the error: " + *test.error};
    for (const auto& effect : effects_json(decision, policy))
      lines.push_back("+ got: " + effect_text(effect.as_object()));
    if (decision.effects.empty()) lines.emplace_back("+ got: no effect, and no error");
    return lines;
  }
  const EffectDifference difference = compare_effects(test.expect, effects_json(decision, policy));
  if (difference.lines.empty()) return {};
  std::vector<std::string> lines{facts_line(test.facts)};
  lines.insert(lines.end(), difference.lines.begin(), difference.lines.end());
  if (difference.missing.empty()) return lines;
  const Explanation explanation = explain(policy, test.facts, decision);
  for (const std::string& id : difference.missing)
    if (const std::string why = reason(policy, id, explanation); !why.empty()) lines.push_back(why);
  return lines;
}

/// Empty: the error is the one that the test wants.
std::vector<std::string> lines_of(const PolicyTest& test, const Error& error) {
  if (test.error && error.message.find(*test.error) != std::string::npos) return {};
  return {facts_line(test.facts),
          test.error ? "- expected the error: " + *test.error : "- expected a decision",
          "+ got the error: " + error.message};
}

std::size_t at_place(const std::vector<PolicyTest>& tests, const std::string& where) {
  return static_cast<std::size_t>(std::count_if(
      tests.begin(), tests.end(), [&](const PolicyTest& test) { return test.where == where; }));
}

std::chrono::nanoseconds thread_cpu() {
  timespec spent{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

Error too_many(std::size_t tests, const TestLimits& limits) {
  return invalid(std::to_string(tests) + " tests are too many: at most " +
                 std::to_string(limits.tests_max) + " run; drop those that say the same");
}

Error too_slow(const PolicyTest& test, std::size_t done, std::size_t tests,
               const TestLimits& limits) {
  return invalid(test.where + ": the tests were stopped at \"" + test.name + "\", after " +
                 std::to_string(done) + " of " + std::to_string(tests) + ": all together may use " +
                 std::to_string(limits.cpu_max.count()) +
                 " ms of CPU time; drop some, or make the functions of the rules cheaper");
}

}  // namespace

Result<TestReport> run_policy_tests(const Policy& policy, TestLimits limits) {
  const auto began = thread_cpu();
  const auto tests = read_tests(policy.files());
  if (!tests) return tests.error();
  if (tests->size() > limits.tests_max) return too_many(tests->size(), limits);
  TestReport report;
  Coverage coverage(policy);
  for (const PolicyTest& test : *tests) {
    if (thread_cpu() - began > limits.cpu_max)
      return too_slow(test, report.passed + report.failures.size(), tests->size(), limits);
    const auto decision = decide(policy, test.facts);
    if (!decision && decision.error().kind == ErrorKind::unavailable)
      return decision.error().in(test.where);
    if (decision) coverage.add(test.facts, *decision);
    auto lines = decision ? lines_of(policy, test, *decision) : lines_of(test, decision.error());
    if (lines.empty()) {
      ++report.passed;
      continue;
    }
    std::optional<json::array> made;
    if (decision && !test.error) made = effects_json(*decision, policy);
    report.failures.push_back({test.name, test.where, std::move(lines), test.expect,
                               std::move(made), at_place(*tests, test.where) - 1});
  }
  report.untouched = coverage.untouched();
  return report;
}

std::string objection(const TestReport& report) {
  if (report.passed == 0 && report.failures.empty())
    return "it has no test; add a file that ends in _test.lua and push it again";
  if (report.failures.empty()) return {};
  const TestFailure& first = report.failures.front();
  return std::to_string(report.failures.size()) + " of its tests fail, the first is \"" +
         first.name + "\" (" + first.where + "); `patchbay policy test` shows why";
}

}  // namespace patchbay::policy
