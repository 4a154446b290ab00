#include "hub/base/text.h"
#include "hub/policy/deciding.h"

namespace patchbay::policy {
namespace {

/// Errors: invalid, naming the fact that is below zero.
Result<void> check_numbers(const Facts& facts) {
  const std::pair<const char*, std::int64_t> numbers[] = {
      {"points", facts.points},
      {"balance", facts.balance},
      {"spent_minor", facts.spent_minor},
      {"days", facts.days},
      {"transactions_before", facts.transactions_before},
      {"amount_minor", facts.amount_minor},
      {"points_asked", facts.points_asked},
      {"calculated", facts.calculated},
      {"reported", facts.reported.value_or(0)}};
  for (const auto& [name, number] : numbers)
    if (number < 0)
      return invalid("the fact \"" + std::string(name) + "\" is " + std::to_string(number) +
                     "; it cannot be below zero (what is given back is no occasion of its own)");
  for (const auto& [name, number] : facts.counts)
    if (number < 0)
      return invalid("the fact counts[\"" + clean_text(name, 40) + "\"] is " +
                     std::to_string(number) + "; it cannot be below zero");
  return {};
}

Result<void> decide_order(Deciding& deciding) {
  if (auto earned = earn_points(deciding, deciding.facts.amount_minor); !earned) return earned;
  if (auto moved = move_tier(deciding); !moved) return moved;
  return award_crossed(deciding);
}

Result<void> decide_purchase(Deciding& deciding) {
  if (auto taken = take_discounts(deciding); !taken) return taken;
  const bool paid = deciding.policy.programme().points_on == PointsOn::paid;
  const std::int64_t amount = paid ? deciding.decision.paid_minor : deciding.facts.amount_minor;
  if (auto earned = earn_points(deciding, amount); !earned) return earned;
  if (auto moved = move_tier(deciding); !moved) return moved;
  return award_crossed(deciding);
}

/// Errors: invalid: no partner, an unknown milestone, a partner that the milestone does not have.
Result<void> check_claim(const Policy& policy, const Facts& facts) {
  const MilestoneRule* milestone = policy.find_milestone(facts.milestone);
  if (!milestone) {
    std::vector<std::string> known;
    for (const auto& one : policy.milestones()) known.push_back(one.id);
    const auto meant = nearest(facts.milestone, known);
    return invalid("no milestone \"" + clean_text(facts.milestone, 60) + "\" is in the policy" +
                   (meant ? "; did you mean \"" + *meant + "\"?" : ""));
  }
  if (contains(milestone->partners, facts.partner)) return {};
  return invalid("a claim of " + milestone->id + " needs one of its partners (" +
                 join(milestone->partners, ", ") + "), not \"" + clean_text(facts.partner, 60) +
                 "\"");
}

Result<void> decide_occasion(Deciding& deciding) {
  switch (deciding.facts.occasion) {
    case Occasion::order: return decide_order(deciding);
    case Occasion::purchase: return decide_purchase(deciding);
    case Occasion::progress: return award_due(deciding);
    case Occasion::transaction: return share_revenue(deciding);
    case Occasion::redemption:  // its limits need the value of the points first
    case Occasion::claim:
    case Occasion::link:
    case Occasion::reconciliation: return {};
  }
  return {};
}

}  // namespace

Result<bool> Deciding::holds(const Rule& rule) {
  if (!rule.when) return true;
  auto answer = policy.holds(rule, facts);
  if (answer && !*answer) miss(rule, Missed::when);
  return answer;
}

Result<Decision> decide(const Policy& policy, const Facts& facts) {
  if (const auto checked = check_numbers(facts); !checked) return checked.error();
  const auto tier = tier_before(policy, facts);
  if (!tier) return tier.error();
  Deciding deciding{.policy = policy, .facts = facts, .tier = *tier};
  deciding.decision.points_before = deciding.decision.points_after = facts.points;
  if (facts.occasion == Occasion::redemption) {
    if (const auto redeemed = redeem_points(deciding); !redeemed) return redeemed.error();
    return std::move(deciding.decision);
  }
  if (facts.occasion == Occasion::claim)
    if (const auto checked = check_claim(policy, facts); !checked) return checked.error();
  const auto passed = passes_limits(deciding, asked_of(policy, facts));
  if (!passed) return passed.error();
  if (*passed)
    if (const auto decided = decide_occasion(deciding); !decided) return decided.error();
  return std::move(deciding.decision);
}

}  // namespace patchbay::policy
