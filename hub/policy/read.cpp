#include "hub/policy/read.h"

#include <algorithm>
#include <map>

#include "hub/base/text.h"

namespace patchbay::policy {
namespace {

constexpr std::size_t rules_max = 5000;

using Reader = const Rule& (*)(Fields&, RuleSet&);

Reader reader_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::programme: return nullptr;
    case RuleKind::tier: return read_tier;
    case RuleKind::earn: return read_earn;
    case RuleKind::milestone: return read_milestone;
    case RuleKind::benefit: return read_benefit;
    case RuleKind::redeem: return read_redeem;
    case RuleKind::reward: return read_reward;
    case RuleKind::limit: return read_limit;
    case RuleKind::fallback: return read_fallback;
    case RuleKind::revenue_share: return read_revenue_share;
    case RuleKind::schedule: return read_schedule;
  }
  return nullptr;
}

/// The programme goes first: all amounts are of its currency.
Result<ProgrammeRule> find_programme(const std::vector<Written>& all) {
  const Written* found = nullptr;
  for (const Written& written : all) {
    if (written.kind != RuleKind::programme) continue;
    if (found)
      return invalid(written.declaration->where + ": programme: there is a programme already, at " +
                     found->declaration->where + "; keep one");
    found = &written;
  }
  if (!found)
    return invalid(
        "no file has a programme; add one such as programme { name = \"…\", currency = \"AUD\", "
        "time_zone = \"Australia/Sydney\" }");
  Fields fields(*found, nullptr);
  ProgrammeRule programme = read_programme(fields);
  if (auto sound = fields.finish(); !sound) return sound.error();
  return programme;
}

void declare(const Rule& rule, const Written& written, RuleSet& rules) {
  const auto* table = written.declaration->value.if_object();
  rules.declared.push_back(
      {rule.kind, rule.id, rule.where, table ? *table : boost::json::object()});
}

/// Notes the rule's id. Errors: invalid: another of its kind has it.
class Ids {
 public:
  Result<void> claim(const Rule& rule) {
    const auto [known, is_new] = places_.emplace(std::pair(rule.kind, rule.id), rule.where);
    if (is_new) return {};
    const std::string kind = name_of(rule.kind);
    return invalid(
        rule.where + ": " + kind + ": the id \"" + rule.id + "\" is taken at " + known->second +
        (rule.id == kind ? "; give each an id of its own, such as id = \"" + kind + "_2\""
                         : "; choose another"));
  }

 private:
  std::map<std::pair<RuleKind, std::string>, std::string> places_;
};

}  // namespace

const std::vector<std::string>& declaration_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> names;
    for (const RuleKind kind : rule_kinds()) names.emplace_back(name_of(kind));
    return names;
  }();
  return words;
}

Result<RuleKind> kind_of(const adapters::lua::Declaration& declaration) {
  for (const RuleKind kind : rule_kinds())
    if (declaration.name == name_of(kind)) return kind;
  return invalid(declaration.where + ": " +
                 adapters::not_one_of("the word", declaration.name, declaration_words()));
}

Error error_at(const Rule& rule, const std::string& what) {
  return invalid(rule.where + ": " + name_of(rule.kind) + " " + rule.id + ": " + what);
}

Result<RuleSet> read_rules(const std::vector<Written>& all) {
  if (all.size() > rules_max)
    return invalid("the files declare more than " + std::to_string(rules_max) +
                   " rules; does a loop make them?");
  auto programme = find_programme(all);
  if (!programme) return programme.error();
  RuleSet rules;
  rules.programme = std::move(*programme);
  Ids ids;
  for (const Written& written : all) {
    const Reader read = reader_of(written.kind);
    if (!read) {
      declare(rules.programme, written, rules);
      continue;
    }
    Fields fields(written, &rules.programme);
    const Rule& rule = read(fields, rules);
    if (auto sound = fields.finish(); !sound) return sound.error();
    if (auto own = ids.claim(rule); !own) return own.error();
    declare(rule, written, rules);
  }
  std::stable_sort(rules.declared.begin(), rules.declared.end(),
                   [](auto& a, auto& b) { return a.kind < b.kind; });
  if (auto whole = make_whole(rules); !whole) return whole.error();
  return rules;
}

}  // namespace patchbay::policy
