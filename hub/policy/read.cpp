#include "hub/policy/read.h"

#include <algorithm>
#include <map>
#include <set>

#include "adapters/kinds.h"
#include "hub/base/text.h"
#include "hub/policy/fields.h"

namespace patchbay::policy {
namespace {

using adapters::lua::Declaration;

std::string meant(const std::string& text, std::vector<std::string> candidates) {
  if (const auto near = nearest(text, candidates)) return "; did you mean \"" + *near + "\"?";
  return candidates.empty() ? "" : "; known are " + join(candidates, ", ");
}

/// Gathers rules; the first thing that is wrong ends it.
class Reader {
 public:
  Result<RuleSet> read(const std::vector<Declaration>& declarations) {
    for (const Declaration& declaration : declarations) {
      if (declaration.name == "earn") read_earn(declaration);
      if (declaration.name == "tier") read_tier(declaration);
      if (declaration.name == "reward") read_reward(declaration);
      if (declaration.name == "milestone") read_milestone(declaration);
      if (error_) return *error_;
    }
    check_whole();
    if (error_) return *error_;
    return std::move(rules_);
  }

 private:
  void read_earn(const Declaration& declaration) {
    Fields fields(declaration, {"points", "per", "basis", "rounding"});
    const std::int64_t points = fields.integer("points", 0);
    const Money per = fields.money("per");
    if (const auto basis = fields.text("basis"); !fields.error() && basis != "running_total")
      fields.refuse("basis \"" + basis + "\" is not known" + meant(basis, {"running_total"}));
    const auto rounding = parse_rounding(fields.text("rounding"));
    if (!rounding) fields.refuse(rounding.error().message);
    if (!rules_.earn.where.empty())
      fields.refuse("there is an earn rule already, at " + rules_.earn.where + "; keep one");
    if (note(fields)) return;
    rules_.earn = {"earn", declaration.where, per.currency, {points, per.minor}, *rounding};
  }

  void read_tier(const Declaration& declaration) {
    Fields fields(declaration, {"id", "name", "from"});
    TierRule tier{fields.id("id"), fields.text("name"), declaration.where,
                  fields.integer("from", 0)};
    claim_id("tier", tier.id, fields);
    for (const TierRule& other : rules_.tiers)
      if (other.from == tier.from)
        fields.refuse("begins at " + std::to_string(tier.from) + " points, as does \"" + other.id +
                      "\" at " + other.where + "; each tier needs its own number");
    if (!note(fields)) rules_.tiers.push_back(std::move(tier));
  }

  void read_reward(const Declaration& declaration) {
    Fields fields(declaration, {"id", "kind", "capability"});
    RewardRule reward{fields.id("id"), fields.id("kind"), fields.id("capability"),
                      declaration.where};
    claim_id("reward", reward.id, fields);
    const auto kinds = adapters::kind_names();
    if (std::find(kinds.begin(), kinds.end(), reward.kind) == kinds.end())
      fields.refuse("kind \"" + reward.kind + "\" is not known" + meant(reward.kind, kinds));
    const auto* capability = adapters::find_capability(reward.kind, reward.capability);
    if (!capability)
      fields.refuse("capability \"" + reward.capability + "\" is not known to kind " + reward.kind +
                    meant(reward.capability, adapters::capability_names(reward.kind)));
    else if (!capability->moves_value)
      fields.refuse("capability \"" + reward.capability + "\" gives nothing to a customer");
    if (!note(fields)) rewards_.emplace(reward.id, std::move(reward));
  }

  void read_milestone(const Declaration& declaration) {
    Fields fields(declaration, {"id", "points", "reward", "amount", "partners", "choice"});
    MilestoneRule milestone;
    milestone.id = fields.id("id");
    milestone.where = declaration.where;
    milestone.points = fields.integer("points", 1);
    milestone.reward.id = fields.id("reward");
    milestone.amount = fields.money("amount");
    milestone.partners = fields.ids("partners");
    milestone.choice = fields.flag("choice");
    claim_id("milestone", milestone.id, fields);
    if (!note(fields)) rules_.milestones.push_back(std::move(milestone));
  }

  /// What no single line can show.
  void check_whole() {
    if (rules_.earn.where.empty())
      return refuse(
          "no file has an earn rule; add one such as earn { points = 1, per = USD(1), "
          "basis = \"running_total\", rounding = \"half_up\" }");
    auto& tiers = rules_.tiers;
    std::sort(tiers.begin(), tiers.end(), [](auto& a, auto& b) { return a.from < b.from; });
    if (tiers.empty())
      return refuse(
          "no file has a tier; add one such as tier { id = \"bronze\", "
          "name = \"Bronze\", from = 0 }");
    if (tiers.front().from != 0)
      return refuse(tiers.front().where + ": tier: the lowest tier, \"" + tiers.front().id +
                    "\", must begin at 0 points, so that every customer has a tier");
    for (MilestoneRule& milestone : rules_.milestones) {
      const auto reward = rewards_.find(milestone.reward.id);
      if (reward == rewards_.end())
        return refuse(milestone.where + ": milestone: no reward has the id \"" +
                      milestone.reward.id + "\"" + meant(milestone.reward.id, reward_ids()));
      milestone.reward = reward->second;
    }
    std::sort(rules_.milestones.begin(), rules_.milestones.end(),
              [](auto& a, auto& b) { return std::tie(a.points, a.id) < std::tie(b.points, b.id); });
  }

  std::vector<std::string> reward_ids() const {
    std::vector<std::string> ids;
    for (const auto& [id, reward] : rewards_) ids.push_back(id);
    return ids;
  }

  void claim_id(const std::string& what, const std::string& id, Fields& fields) {
    const auto [known, is_new] = where_of_.emplace(what + " " + id, fields.where());
    if (!is_new)
      fields.refuse("the id \"" + id + "\" is taken at " + known->second + "; choose another");
  }

  bool note(const Fields& fields) {
    if (!error_) error_ = fields.error();
    return error_.has_value();
  }
  void refuse(std::string message) { error_ = invalid(std::move(message)); }

  RuleSet rules_;
  std::map<std::string, RewardRule> rewards_;
  std::map<std::string, std::string> where_of_;
  std::optional<Error> error_;
};

}  // namespace

const std::vector<std::string>& declaration_names() {
  static const std::vector<std::string> names{"earn", "tier", "reward", "milestone"};
  return names;
}

Result<RuleSet> read_rules(const std::vector<Declaration>& declarations) {
  return Reader().read(declarations);
}

}  // namespace patchbay::policy
