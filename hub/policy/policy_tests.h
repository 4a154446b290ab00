#pragma once
// Tests that stand beside rules, in files ending in _test.lua:
//   test { name = "30 days give a voucher",
//          facts = { occasion = "progress", days = 30 },
//          expect = { { effect = "award", rule = "month_1", amount = AUD(20) } } }
// `expect` lists every effect in order; each names at least effect and rule, and of the other
// fields (decision.h, to_json) those that it cares for. `error = "…"` instead: decide() fails and
// says that.

#include <boost/json/array.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "hub/policy/policy.h"

namespace patchbay::policy {

struct TestFailure {
  std::string name;
  std::string where;               ///< "milestones_test.lua:12"
  std::vector<std::string> lines;  ///< the difference, readable: "- expected …", "+ got …", why
  boost::json::array expected;     ///< as the test has it
  std::optional<boost::json::array> made;  ///< the effects (effects_json); none: an error was
                                           ///< expected, or came
  std::size_t beside = 0;  ///< other tests that are declared at the same place, as in a loop
};
struct TestReport {
  std::size_t passed = 0;
  std::vector<TestFailure> failures;
  std::vector<std::string> untouched;  ///< rules and branches that no test touched (coverage.h: not
                                       ///< the lines inside functions), a sentence each
  bool ok() const { return failures.empty(); }
};

/// All tests together: they may run inside a transaction that others wait for. A thousand take some
/// 50 ms, and nobody writes five thousand by hand; more time means rules whose functions are slow,
/// each call of which has a bound of its own (adapters/lua/limits.h).
struct TestLimits {
  std::size_t tests_max = 5'000;
  std::chrono::milliseconds cpu_max{5'000};  ///< of this thread
};

/// Runs every test of the files against the rules of the same files. Errors: invalid: a test file
/// does not load, a test has no name or unknown fields or facts, two have one name; more than the
/// limits allow, with the test that it was at; no test at all is a report with nothing passed.
Result<TestReport> run_policy_tests(const Policy& policy, TestLimits limits = {});

/// Why tests do not let a version become active; empty: they do.
std::string objection(const TestReport& report);

}  // namespace patchbay::policy
