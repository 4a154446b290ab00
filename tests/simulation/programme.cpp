#include "tests/simulation/programme.h"

#include <algorithm>

#include "tests/unit/loyalty/fake_partner.h"
#include "tests/unit/policy/declare.h"

namespace patchbay::simulation {

policy::Policy programme() {
  using policy::test::declare;
  return policy::Policy::from_declarations(
             {declare("earn", R"({"points": 1, "per": {"currency": "USD", "minor": 100},
                                  "basis": "running_total", "rounding": "half_up"})"),
              declare("tier", R"({"id": "only", "name": "Only", "from": 0})", 2),
              declare("reward", R"({"id": "voucher", "kind": "retail",
                                    "capability": "issue_voucher"})",
                      3),
              declare("reward", R"({"id": "credit", "kind": "utility",
                                    "capability": "apply_credit"})",
                      4),
              declare("reward", R"({"id": "fare", "kind": "transport", "capability": "top_up"})",
                      5),
              declare("milestone", R"({"id": "first", "points": 10, "reward": "voucher",
                                       "amount": {"currency": "USD", "minor": 100},
                                       "partners": ["shop", "grocer"]})",
                      6),
              declare("milestone", R"({"id": "second", "points": 20, "reward": "credit",
                                       "amount": {"currency": "USD", "minor": 200},
                                       "partners": ["power", "water"]})",
                      7),
              declare("milestone", R"({"id": "third", "points": 30, "reward": "fare",
                                       "amount": {"currency": "USD", "minor": 300},
                                       "partners": ["metro"]})",
                      8),
              policy::test::declare_programme(9)})
      .value();
}

std::vector<std::pair<std::string, std::string>> partners_of_programme() {
  return {{"shop", "retail"},
          {"grocer", "retail"},
          {"power", "utility"},
          {"water", "utility"},
          {"metro", "transport"}};
}

loyalty::Order order_for_everything(const std::string& customer) {
  return {
      "orders", "of_" + customer, customer, {10'000, find_currency("USD").value()}, {1'000'000}};
}

adapters::Partner partner_of(const SimPartner& partner) {
  adapters::Partner known;
  known.id = partner.id();
  known.plug = std::make_shared<loyalty::test::FakePlug>(partner.manifest());
  known.retry = partner.manifest().retry;
  known.limits.timeout_ms = 1;  // requests end when the world says so
  return known;
}

SimPartner& partner_named(std::deque<SimPartner>& partners, const std::string& id) {
  return *std::find_if(partners.begin(), partners.end(),
                       [&](const SimPartner& partner) { return partner.id() == id; });
}

}  // namespace patchbay::simulation
