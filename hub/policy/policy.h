#pragma once
// A version of a programme's rules. Same facts, same answer, for ever.

#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <vector>

#include "hub/base/result.h"
#include "hub/policy/rules.h"

namespace patchbay::adapters::lua {
struct Declaration;
}

namespace patchbay::policy {

struct Facts;

/// A file of a version: rules, or tests where the name ends in _test.lua.
struct PolicyFile {
  std::string name;  ///< "milestones.lua": letters, digits, '_', '-', '.'; no folder
  std::string text;
  bool operator==(const PolicyFile&) const = default;
};
bool is_test(const PolicyFile& file);

/// The .lua files of a folder, by name. Errors: not_found: no such folder, none in it; invalid: too
/// many, too long, a name of other characters.
Result<std::vector<PolicyFile>> read_policy_files(const std::string& folder);
/// SHA-256 over names and texts, tests included, hex: names a version (P-34).
std::string hash_of(const std::vector<PolicyFile>& files);

/// A rule as its file has it, for people: tables, differences, numbers that can be set.
struct DeclaredRule {
  RuleKind kind = RuleKind::programme;
  std::string id;
  std::string where;
  boost::json::object
      fields;  ///< in the file's order; money {"currency", "minor"}, ratios
               ///< {"numerator", "denominator"}; functions {"function": "file:line"}
};

/// Immutable, thread safe, cheap to copy (copies share the rules).
class Policy {
 public:
  /// Loads the files of a folder. Errors: see read_policy_files and from_files.
  static Result<Policy> load(const std::string& folder);
  /// `folder` stands before names in `where`, with a slash, when it is not empty. Errors: invalid,
  /// with file and line and, where there is one, a suggestion: Lua errors, unknown field, float in
  /// money, duplicate id, no or two programmes, tiers that do not begin at 0 or begin alike, a
  /// milestone without its reward or partners, a kind that cannot do the reward, two ways to reach
  /// in one milestone, a rule that can never count.
  static Result<Policy> from_files(const std::vector<PolicyFile>& files,
                                   const std::string& folder = {});
  /// The same from declarations without functions. Pure; its hash is of the declarations.
  static Result<Policy> from_declarations(
      const std::vector<adapters::lua::Declaration>& declarations);

  const std::string& hash() const;  ///< hash_of() its files: names this version in every entry
  const ProgrammeRule& programme() const;
  const std::vector<TierRule>& tiers() const;  ///< ascending `from`, else in the file's order
  const std::vector<EarnRule>& earns() const;  ///< may be none
  const std::vector<MilestoneRule>& milestones() const;  ///< ascending days, then points, then id
  const std::vector<BenefitRule>& benefits() const;
  const std::vector<RedeemRule>& redeems() const;
  const std::vector<RewardRule>& rewards() const;
  const std::vector<LimitRule>& limits() const;
  const std::vector<FallbackRule>& fallbacks() const;
  const std::vector<RevenueShareRule>& revenue_shares() const;
  const std::vector<ScheduleRule>& schedules() const;
  const TierRule* find_tier(std::string_view id) const;            ///< null: none
  const MilestoneRule* find_milestone(std::string_view id) const;  ///< null: none

  /// As declared, in order of kind (rule_kinds()), then of files and lines.
  const std::vector<DeclaredRule>& declared() const;
  const std::vector<PolicyFile>& files() const;  ///< none when made from declarations

  /// Whether the rule's condition holds; true for a rule without one. Errors: invalid: the function
  /// failed or was stopped, with file and line; unavailable: the machine was too slow for it, try
  /// again.
  Result<bool> holds(const Rule& rule, const Facts& facts) const;

 private:
  struct Body;
  explicit Policy(std::shared_ptr<const Body> body) : body_(std::move(body)) {}
  std::shared_ptr<const Body> body_;
};

}  // namespace patchbay::policy
