#include "hub/policy/sentences.h"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/text.h"
#include "hub/policy/rule_sentences.h"
#include "hub/policy/written.h"

namespace patchbay::policy {
namespace {

const char* title_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::programme: return "Programme";
    case RuleKind::tier: return "Tiers";
    case RuleKind::earn: return "Earning points";
    case RuleKind::milestone: return "Milestones";
    case RuleKind::benefit: return "Benefits";
    case RuleKind::redeem: return "Redeeming points";
    case RuleKind::reward: return "Rewards";
    case RuleKind::limit: return "Limits";
    case RuleKind::fallback: return "Who issues a reward";
    case RuleKind::revenue_share: return "Revenue shares";
    case RuleKind::schedule: return "Schedules";
  }
  return "";
}

/// Fields in the order in which people ask for them; any other comes after these.
std::size_t rank_of(std::string_view field) {
  static constexpr std::array<std::string_view, 48> order{
      "name",      "currency",  "kind",       "capability",    "on",         "run",
      "cron",      "time_zone", "discounts",  "points_on",     "model",      "tiers",
      "from",      "days",      "points",     "per",           "basis",      "refused",
      "reward",    "amount",    "valid_days", "value",         "discount",   "share",
      "threshold", "bonus",     "fee",        "partner",       "partners",   "choice",
      "again",     "at_most",   "above",      "below",         "needs",      "minimum",
      "maximum",   "payer",     "payment",    "categories",    "multiplier", "factor",
      "color",     "effect",    "code",       "base_rounding", "rounding",   "message"};
  return static_cast<std::size_t>(std::find(order.begin(), order.end(), field) - order.begin());
}

void add_row(RuleTable& table, const DeclaredRule& rule) {
  std::vector<std::string> row(table.columns.size());
  row.front() = rule.id;
  row.back() = rule.where;
  for (std::size_t i = 1; i + 1 < row.size(); ++i)
    if (const auto* value = rule.fields.if_contains(table.columns[i])) row[i] = written(*value);
  table.rows.push_back(std::move(row));
}

RuleTable table_of(RuleKind kind, const std::vector<SaidRule>& said) {
  RuleTable table{kind, title_of(kind), {}, {"id"}, {}};
  for (const SaidRule& one : said)
    for (const auto& field : one.declared->fields)
      if (std::find(table.columns.begin(), table.columns.end(), field.key()) == table.columns.end())
        table.columns.emplace_back(field.key());
  std::stable_sort(table.columns.begin() + 1, table.columns.end(),
                   [](const auto& a, const auto& b) { return rank_of(a) < rank_of(b); });
  table.columns.emplace_back("where");
  for (const SaidRule& one : said) {
    table.sentences.push_back(one.sentence);
    add_row(table, *one.declared);
  }
  return table;
}

}  // namespace

std::vector<RuleTable> rule_tables(const Policy& policy) {
  std::vector<RuleTable> tables;
  for (const RuleKind kind : rule_kinds()) {
    const auto said = say_rules(policy, kind);
    if (!said.empty()) tables.push_back(table_of(kind, said));
  }
  return tables;
}

boost::json::array to_json(const std::vector<RuleTable>& tables) {
  using boost::json::array;
  array all;
  for (const RuleTable& table : tables) {
    array rows;
    for (const auto& row : table.rows) rows.push_back(array(row.begin(), row.end()));
    all.push_back(
        boost::json::object{{"kind", name_of(table.kind)},
                            {"title", table.title},
                            {"sentences", array(table.sentences.begin(), table.sentences.end())},
                            {"columns", array(table.columns.begin(), table.columns.end())},
                            {"rows", std::move(rows)}});
  }
  return all;
}

}  // namespace patchbay::policy
