#include "hub/loyalty/kept_decision.h"
#include "hub/loyalty/waiting_awards.h"
#include "hub/loyalty/what_if.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {
namespace {

using policy::EffectKind;

std::vector<WaitingAward> held_awards(store::Session& session, const OrganisationId& organisation,
                                      const std::string& customer) {
  std::vector<WaitingAward> held;
  store::query(session,
               "SELECT milestone_id, held_code, reason FROM rewards"
               " WHERE organisation_id = :organisation AND customer_id = :customer"
               " AND state = 'held' ORDER BY milestone_id, streak",
               {{"organisation", organisation}, {"customer", customer}},
               [&](std::string milestone, std::string code, std::string reason) {
                 held.push_back({std::move(milestone), std::move(code), std::move(reason)});
               });
  return held;
}

}  // namespace

std::vector<WaitingAward> waiting_awards(store::Session& session,
                                         const OrganisationId& organisation,
                                         const policy::Policy& policy, const std::string& customer,
                                         Timestamp now) {
  auto waiting = held_awards(session, organisation, customer);
  auto facts = facts_of_customer(session, organisation, policy, customer, now);
  if (!facts) return waiting;
  std::erase_if(facts->counts, [](const auto& one) { return one.first.starts_with("checks/"); });
  const auto decision = policy::decide(policy, *facts);
  if (!decision) return waiting;
  for (const policy::Effect& effect : decision->effects) {
    const bool waits = effect.kind == EffectKind::deny || effect.kind == EffectKind::hold;
    if (!waits || !effect.subject) continue;
    const auto& limit = static_cast<const policy::LimitRule&>(*effect.rule);
    waiting.push_back({effect.subject->id, limit.code, reason_of(limit)});
  }
  return waiting;
}

}  // namespace patchbay::loyalty
