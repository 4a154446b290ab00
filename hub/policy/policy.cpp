#include "hub/policy/policy.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "adapters/lua/rule_file.h"
#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/policy/facts.h"
#include "hub/policy/policy_files.h"
#include "hub/policy/read.h"

namespace patchbay::policy {

using adapters::lua::Declaration;
using adapters::lua::RuleFile;

struct Policy::Body {
  std::string hash;
  RuleSet rules;
  std::vector<PolicyFile> files;
  std::vector<std::shared_ptr<const RuleFile>> scripts;  ///< those with functions
};

namespace {

constexpr std::size_t answer_bytes_max = 60;

/// "policies/" before a name, or nothing.
std::string prefix_of(std::string folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return folder.empty() ? "" : folder + "/";
}

/// Errors: those of a word that nobody knows.
Result<void> add_written(const std::vector<Declaration>& declarations,
                         std::optional<std::size_t> script, std::vector<Written>& all) {
  for (std::size_t i = 0; i < declarations.size(); ++i) {
    const auto kind = kind_of(declarations[i]);
    if (!kind) return kind.error();
    std::optional<Function> place;
    if (script) place = Function{*script, i};
    all.push_back({&declarations[i], *kind, place});
  }
  return {};
}

std::string hash_of_declarations(const std::vector<Declaration>& declarations) {
  boost::json::array all;
  for (const Declaration& declaration : declarations)
    all.push_back(boost::json::array{declaration.name, declaration.value});
  return crypto::to_hex(crypto::sha256(boost::json::serialize(all)));
}

}  // namespace

Result<Policy> Policy::load(const std::string& folder) {
  const auto files = read_policy_files(folder);
  if (!files) return files.error();
  return from_files(*files, folder);
}

Result<Policy> Policy::from_files(const std::vector<PolicyFile>& files, const std::string& folder) {
  auto sorted = sorted_files(files);
  if (!sorted) return sorted.error();
  auto body = std::make_shared<Body>();
  body->files = std::move(*sorted);
  std::vector<std::shared_ptr<const RuleFile>> loaded;  // they own what `all` borrows
  std::vector<Written> all;
  for (const PolicyFile& file : body->files) {
    if (is_test(file)) continue;
    auto script = adapters::lua::load_rule_file(prefix_of(folder) + file.name, file.text,
                                                declaration_words(), {"when"});
    if (!script) return script.error();
    std::optional<std::size_t> number;
    if ((*script)->has_functions()) {
      number = body->scripts.size();
      body->scripts.push_back(*script);
    }
    if (auto known = add_written((*script)->declarations(), number, all); !known)
      return known.error();
    loaded.push_back(std::move(*script));
  }
  if (loaded.empty())
    return invalid("there is no file with rules, only tests; add one such as programme.lua");
  auto rules = read_rules(all);
  if (!rules) return rules.error();
  body->rules = std::move(*rules);
  body->hash = hash_of(body->files);
  return Policy(std::move(body));
}

Result<Policy> Policy::from_declarations(const std::vector<Declaration>& declarations) {
  std::vector<Written> all;
  if (auto known = add_written(declarations, std::nullopt, all); !known) return known.error();
  auto rules = read_rules(all);
  if (!rules) return rules.error();
  auto body = std::make_shared<Body>();
  body->rules = std::move(*rules);
  body->hash = hash_of_declarations(declarations);
  return Policy(std::move(body));
}

const std::string& Policy::hash() const { return body_->hash; }
const ProgrammeRule& Policy::programme() const { return body_->rules.programme; }
const std::vector<TierRule>& Policy::tiers() const { return body_->rules.tiers; }
const std::vector<EarnRule>& Policy::earns() const { return body_->rules.earns; }
const std::vector<MilestoneRule>& Policy::milestones() const { return body_->rules.milestones; }
const std::vector<BenefitRule>& Policy::benefits() const { return body_->rules.benefits; }
const std::vector<RedeemRule>& Policy::redeems() const { return body_->rules.redeems; }
const std::vector<RewardRule>& Policy::rewards() const { return body_->rules.rewards; }
const std::vector<LimitRule>& Policy::limits() const { return body_->rules.limits; }
const std::vector<FallbackRule>& Policy::fallbacks() const { return body_->rules.fallbacks; }
const std::vector<RevenueShareRule>& Policy::revenue_shares() const {
  return body_->rules.revenue_shares;
}
const std::vector<ScheduleRule>& Policy::schedules() const { return body_->rules.schedules; }
const std::vector<DeclaredRule>& Policy::declared() const { return body_->rules.declared; }
const std::vector<PolicyFile>& Policy::files() const { return body_->files; }

const TierRule* Policy::find_tier(std::string_view id) const {
  const auto found = std::find_if(tiers().begin(), tiers().end(),
                                  [id](const TierRule& tier) { return tier.id == id; });
  return found == tiers().end() ? nullptr : &*found;
}

const MilestoneRule* Policy::find_milestone(std::string_view id) const {
  const auto found =
      std::find_if(milestones().begin(), milestones().end(),
                   [id](const MilestoneRule& milestone) { return milestone.id == id; });
  return found == milestones().end() ? nullptr : &*found;
}

Result<bool> Policy::holds(const Rule& rule, const Facts& facts) const {
  if (!rule.when) return true;
  const auto& script = body_->scripts.at(rule.when->file);
  const auto answer = script->call(rule.when->declaration, "when", to_rule_facts(facts));
  if (!answer) return answer.error();
  if (const bool* holds = answer->if_bool()) return *holds;
  return error_at(rule, "`when` must answer true or false, but it answered " +
                            clean_text(boost::json::serialize(*answer), answer_bytes_max));
}

}  // namespace patchbay::policy
