#include "hub/policy/deciding.h"

namespace patchbay::policy {
namespace {

/// One that is reached: an award, or what a limit makes of it.
Result<void> give(Deciding& deciding, const MilestoneRule& milestone) {
  if (contains(deciding.facts.given, milestone.id)) {
    deciding.miss(milestone, Missed::given);
    return {};
  }
  const auto holds = deciding.holds(milestone);
  if (!holds) return holds.error();
  if (!*holds) return {};
  // The award goes before what limits add beside it.
  const std::size_t place = deciding.decision.effects.size();
  const auto passed = passes_limits(deciding, {LimitOn::award, milestone.amount.minor, &milestone});
  if (!passed) return passed.error();
  if (!*passed) return {};
  auto& effects = deciding.decision.effects;
  effects.insert(
      effects.begin() + static_cast<std::ptrdiff_t>(place),
      Effect{.kind = EffectKind::award, .rule = &milestone, .minor = milestone.amount.minor});
  ++deciding.awards;
  if (__builtin_add_overflow(deciding.awarded_minor, milestone.amount.minor,
                             &deciding.awarded_minor))
    return invalid(milestone.where + ": the awards of one decision do not fit 64 bits together");
  return {};
}

}  // namespace

Result<void> award_crossed(Deciding& deciding) {
  const Decision& decision = deciding.decision;
  for (const MilestoneRule& milestone : deciding.policy.milestones()) {
    if (!milestone.points) continue;
    if (*milestone.points <= decision.points_before || *milestone.points > decision.points_after) {
      deciding.miss(milestone, Missed::points);
      continue;
    }
    if (auto given = give(deciding, milestone); !given) return given;
  }
  return {};
}

Result<void> award_due(Deciding& deciding) {
  const Facts& facts = deciding.facts;
  for (const MilestoneRule& milestone : deciding.policy.milestones()) {
    if (milestone.days && *milestone.days > facts.days) {
      deciding.miss(milestone, Missed::days);
      continue;
    }
    if (milestone.points && *milestone.points > facts.points) {
      deciding.miss(milestone, Missed::points);
      continue;
    }
    if (auto given = give(deciding, milestone); !given) return given;
  }
  return {};
}

}  // namespace patchbay::policy
