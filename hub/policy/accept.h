#pragma once
// The results of failed tests taken as what is wanted: their expectations are written anew, so that
// a person who changed a number on purpose need not edit Lua.

#include <vector>

#include "hub/policy/policy_tests.h"

namespace patchbay::policy {

/// The files with the expectations of all failed tests as the rules answer now. `report` is that of
/// run_policy_tests(policy). Of a test whose `expect` is written out that table is replaced; where
/// it names tables that stand elsewhere in its file ("local voucher = { effect = …"), the changed
/// values in those; where a loop makes several tests, the new ones go, by the test's name, before
/// what the loop has: ({ ["day 30"] = {} })[ name ] or row.expect. Fields that were not expected
/// before are not expected now; an effect that is new says its amount, points, code and subject.
/// Everything else stays, layout and comments too. With the files the rules are the same, and every
/// test passes. Errors: conflict: nothing failed; invalid: tests that a person has to change by
/// hand, each with file, line and why (it is about an error; its `expect` is not written in it;
/// tests would fail then): nothing is accepted; unavailable: see decide().
Result<std::vector<PolicyFile>> accept_results(const Policy& policy, const TestReport& report);

}  // namespace patchbay::policy
