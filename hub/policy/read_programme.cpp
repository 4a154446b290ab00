#include "hub/jobs/cron.h"
#include "hub/jobs/zone.h"
#include "hub/policy/read.h"

namespace patchbay::policy {
namespace {

constexpr adapters::Choices<Discounts, 2> discounts_words{
    {{"additive", Discounts::additive}, {"cascade", Discounts::cascade}}};
constexpr adapters::Choices<PointsOn, 2> points_on_words{
    {{"paid", PointsOn::paid}, {"original", PointsOn::original}}};
constexpr adapters::Choices<int, 1> run_words{{{"milestones", 0}}};

void check_zone(Fields& fields, const std::string& name) {
  if (name.empty()) return;
  if (const auto zone = jobs::Zone::find(name); !zone)
    fields.refuse("time_zone: " + zone.error().message);
}

}  // namespace

ProgrammeRule read_programme(Fields& fields) {
  ProgrammeRule rule;
  fields.head(rule);
  rule.name = fields.maybe_text("name", rule.id);
  const std::string code = fields.text("currency");
  const auto currency = find_currency(code);
  if (currency)
    rule.currency = *currency;
  else
    fields.refuse("currency: " + currency.error().message);
  rule.time_zone = fields.text("time_zone");
  check_zone(fields, rule.time_zone);
  rule.discounts = fields.maybe_word("discounts", discounts_words, Discounts::additive);
  rule.points_on = fields.maybe_word("points_on", points_on_words, PointsOn::paid);
  rule.rounding = fields.maybe_rounding("rounding");
  return rule;
}

const Rule& read_schedule(Fields& fields, RuleSet& rules) {
  ScheduleRule& rule = rules.schedules.emplace_back();
  fields.head(rule);
  fields.word("run", run_words);
  rule.run = fields.text("run");
  rule.cron = fields.text("cron");
  if (!rule.cron.empty())
    if (const auto cron = jobs::parse_cron(rule.cron); !cron)
      fields.refuse("cron: " + cron.error().message);
  rule.time_zone = fields.maybe_text("time_zone", fields.programme().time_zone);
  check_zone(fields, rule.time_zone);
  return rule;
}

}  // namespace patchbay::policy
