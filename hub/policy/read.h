#pragma once
// From declarations to rules, and what makes a set of rules whole. Private to hub/policy.

#include <string>
#include <vector>

#include "hub/base/result.h"
#include "hub/policy/fields.h"
#include "hub/policy/policy.h"
#include "hub/policy/rules.h"

namespace patchbay::policy {

struct RuleSet {
  ProgrammeRule programme;
  std::vector<TierRule> tiers;  ///< ascending `from`, else as written
  std::vector<EarnRule> earns;
  std::vector<MilestoneRule> milestones;  ///< ascending days, then points, then id
  std::vector<BenefitRule> benefits;
  std::vector<RedeemRule> redeems;
  std::vector<RewardRule> rewards;
  std::vector<LimitRule> limits;
  std::vector<FallbackRule> fallbacks;
  std::vector<RevenueShareRule> revenue_shares;
  std::vector<ScheduleRule> schedules;
  std::vector<DeclaredRule> declared;
};

/// The words that policy files may declare with.
const std::vector<std::string>& declaration_words();
/// Errors: invalid, with the place: an unknown word.
Result<RuleKind> kind_of(const adapters::lua::Declaration& declaration);

/// In order of files and lines. Errors: invalid, with file and line; see Policy::from_files.
Result<RuleSet> read_rules(const std::vector<Written>& all);

/// Each reads one declaration and adds its rule; what is wrong is noted in the fields.
ProgrammeRule read_programme(Fields& fields);
const Rule& read_tier(Fields& fields, RuleSet& rules);
const Rule& read_earn(Fields& fields, RuleSet& rules);
const Rule& read_milestone(Fields& fields, RuleSet& rules);
const Rule& read_benefit(Fields& fields, RuleSet& rules);
const Rule& read_redeem(Fields& fields, RuleSet& rules);
const Rule& read_reward(Fields& fields, RuleSet& rules);
const Rule& read_limit(Fields& fields, RuleSet& rules);
const Rule& read_fallback(Fields& fields, RuleSet& rules);
const Rule& read_revenue_share(Fields& fields, RuleSet& rules);
const Rule& read_schedule(Fields& fields, RuleSet& rules);

/// What no single line can show. Orders tiers and milestones, gives each milestone its reward and,
/// where it names no partners, those of the reward's fallback. Errors: invalid, with file and line.
Result<void> make_whole(RuleSet& rules);
/// Errors: invalid, with file and line: a rule that can never count.
Result<void> refuse_unreachable(const RuleSet& rules);

/// "guide/tiers.lua:4: tier gold: …".
Error error_at(const Rule& rule, const std::string& what);

}  // namespace patchbay::policy
