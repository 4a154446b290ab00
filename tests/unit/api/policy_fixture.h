#pragma once
// The API over a small programme with an active version.

#include "hub/policy/decisions.h"
#include "hub/policy/operate.h"
#include "hub/policy/policy_book.h"
#include "tests/unit/api/guarded.h"

namespace patchbay::api::test {

inline const char* const small_rules = R"(
programme { id = "small", name = "Small", currency = "USD", time_zone = "UTC" }
earn { points = 1, per = USD(1), basis = "running_total", rounding = "half_up" }
tier { id = "bronze", name = "Bronze", from = 0 }
tier { id = "silver", name = "Silver", from = 500 } -- the number of the tests
)";
inline const char* const small_tests = R"(
test { name = "a dollar is a point", facts = { occasion = "order", amount_minor = 100 },
       expect = { { effect = "earn", rule = "earn", points = 1 } } }
test { name = "silver begins at 500", facts = { occasion = "order", amount_minor = 50000 },
       expect = { { effect = "earn", rule = "earn", points = 500 },
                  { effect = "set_tier", rule = "silver" } } }
)";

class PolicyApiFixture : public GuardedTest {
 protected:
  void SetUp() override {
    GuardedTest::SetUp();
    if (IsSkipped()) return;
    active_ = push(small_rules, small_tests);
    write([&](store::Session& s) {
      return policy::activate_version(s, who(), active_, std::nullopt).value();
    });
    ApiParts all{store(), worker_, organisation, Secret(token), std::make_shared<RequestCounter>(),
                 {},      clock_,  *switches_};
    all.credentials = book_.get();
    all.keys = keys_;
    all.public_url = [] { return std::string("https://hub.example.com"); };
    all.policies = policies_.get();
    serve(all);
  }
  policy::Steerer who() const { return {organisation, "test", "because", "", clock_.now()}; }
  /// The id of the draft.
  std::string push(const std::string& rules, const std::string& tests) {
    return write([&](store::Session& s) {
             return policy::push_draft(s, who(), {{"a.lua", rules}, {"a_test.lua", tests}}).value();
           })
        .id;
  }
  std::string active() {
    return read([&](store::Session& s) {
      return policy::active_version(s, organisation, clock_.now()).value_or("");
    });
  }
  std::size_t versions() {
    return read([&](store::Session& s) {
      return policy::list_versions(s, organisation, clock_.now()).size();
    });
  }

  /// Keeps one of the active version about an order, as if a limit "rapid" had been hit.
  void keep_decision(const std::string& id, const std::string& effect,
                     const std::string& customer) {
    policy::KeptDecision kept;
    kept.id = id;
    kept.customer = customer;
    kept.reference = "order/pos/" + id;
    kept.version = active_;
    kept.decided_at = clock_.now();
    kept.facts.customer = customer;
    kept.facts.amount_minor = 123'00;
    kept.effects = R"([{"effect":")" + effect +
                   R"(","rule":"rapid","code":"RAPID","message":"<b>Too</b> many.","of":null}])";
    write([&](store::Session& s) { policy::keep_decisions(s, organisation, {&kept, 1}); });
  }

  std::unique_ptr<policy::PolicyBook> policies_ = policy::make_policy_book();
  std::string active_;
};

}  // namespace patchbay::api::test
