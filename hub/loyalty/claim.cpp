#include "hub/loyalty/claim.h"

#include <algorithm>

#include "hub/base/log.h"
#include "hub/loyalty/customer_facts.h"
#include "hub/loyalty/kept_decision.h"
#include "hub/loyalty/limit_counts.h"
#include "hub/loyalty/programme.h"
#include "hub/loyalty/reward_actions.h"
#include "hub/loyalty/told_decisions.h"

namespace patchbay::loyalty {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether the rules of today can say anything of it.
bool is_ruled(const policy::Policy& policy, const Reward& reward, const std::string& partner) {
  const auto* milestone = policy.find_milestone(reward.milestone);
  return milestone && contains(milestone->partners, partner);
}

policy::Facts facts_of(const CheckParts& parts, const Reward& reward, const std::string& partner) {
  const Timestamp now = parts.clock.now();
  const std::string_view customer = reward.customer;
  policy::Facts facts =
      load_customers(parts.session, parts.organisation, std::span(&reward.customer, 1))
          .at(reward.customer)
          .facts;
  LimitCounts counts(parts.policy, {policy::LimitOn::claim}, now);
  counts.read(parts.session, parts.organisation, std::span(&customer, 1), now, now);
  facts.counts = counts.of(reward.customer, now);
  facts.occasion = policy::Occasion::claim;
  facts.at = now;
  if (!parts.policy.find_tier(facts.tier)) facts.tier.clear();
  facts.milestone = reward.milestone;
  facts.partner = partner;
  facts.amount_minor = reward.amount_minor;
  return facts;
}

/// The limit that says no; null: none. Errors: unavailable: a rule failed.
Result<const policy::LimitRule*> ask_rules(const CheckParts& parts, const Reward& reward,
                                           const std::string& partner) {
  policy::Facts facts = facts_of(parts, reward, partner);
  const auto decision = policy::decide(parts.policy, facts);
  if (!decision) {
    log_line(LogLevel::error, "claim.rule_failed",
             {{"reward", reward.id}, {"problem", decision.error().message}});
    return unavailable(
        "this reward cannot be claimed just now, and it stays yours; try again later");
  }
  const auto kept = kept_of(parts.policy, std::move(facts), *decision,
                            "claim/" + reward.id + "/" + partner, parts.clock, parts.random);
  keep_and_tell(parts.session, parts.organisation, std::span(&kept, 1), parts.clock, parts.random);
  return stopped_by(*decision);
}

}  // namespace

Result<ClaimOutcome> claim_reward(const CheckParts& parts, const Claim& claim) {
  lock_programme(parts.session, parts.organisation, parts.clock, parts.random);
  const auto reward = find_reward(parts.session, parts.organisation, claim.reward);
  if (!reward || (!claim.customer.empty() && reward->customer != claim.customer))
    return not_found("there is no reward with this id");
  ClaimOutcome outcome;
  const bool can_be_chosen = reward->state == RewardState::awaiting_choice &&
                             contains(reward->eligible_partners, claim.partner);
  if (can_be_chosen && is_ruled(parts.policy, *reward, claim.partner)) {
    const auto limit = ask_rules(parts, *reward, claim.partner);
    if (!limit) return limit.error();
    if (*limit) {
      outcome.refusal = error_of(**limit);
      return outcome;
    }
  }
  auto chosen = choose_partner(parts.session, {parts.organisation, claim.reward, claim.actor},
                               claim.partner, parts.clock, parts.random);
  if (!chosen) return chosen.error();
  outcome.reward = std::move(*chosen);
  return outcome;
}

}  // namespace patchbay::loyalty
