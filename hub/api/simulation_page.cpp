#include "hub/api/policy_pages.h"

namespace patchbay::api {
namespace {

std::string money(std::int64_t minor, const Currency& currency) {
  return to_text(Money{minor, currency});
}

Html compared_table(std::string_view what, const std::map<std::string, policy::Compared>& all,
                    const Currency& currency) {
  if (all.empty()) return {};
  std::vector<std::vector<Html>> rows;
  for (const auto& [name, sums] : all)
    rows.push_back({Html::text(name), Html::text(money(sums.before.minor, currency)),
                    Html::text(money(sums.after.minor, currency)),
                    Html::text(money(sums.after.minor - sums.before.minor, currency))});
  return element("h2", "Cost by " + std::string(what)) +
         table({what, "Active rules", "Draft", "Difference"}, rows);
}

Html biggest(const policy::SimulationResult& result) {
  if (result.biggest.empty()) return {};
  Html all = element("h2", "The biggest changes");
  for (const auto& one : result.biggest) {
    const auto& sums = one.sums;
    all += element(
        "h3", "Customer " + one.customer + ": " + money(sums.before.minor, result.currency) +
                  " -> " + money(sums.after.minor, result.currency) + ", points " +
                  std::to_string(sums.before.points) + " -> " + std::to_string(sums.after.points));
    std::string lines;
    for (const auto& line : one.why_before) lines += "- " + line + "\n";
    for (const auto& line : one.why_after) lines += "+ " + line + "\n";
    all += block(lines);
  }
  return all;
}

Html failures(const policy::SimulationResult& result) {
  std::string lines;
  for (const auto& [why, times] : result.failed_before)
    lines += "active rules, " + std::to_string(times) + " times: " + why + "\n";
  for (const auto& [why, times] : result.failed_after)
    lines += "draft, " + std::to_string(times) + " times: " + why + "\n";
  if (lines.empty()) return {};
  return element("h2", "What could not be decided") + block(lines);
}

Html outcome(const policy::SimulationView& simulation, const policy::SimulationResult& result) {
  std::string responsible;
  for (const auto& rule : policy::rules_responsible(result))
    responsible += (responsible.empty() ? "" : ", ") + rule;
  const auto number = [](std::int64_t value) { return Html::text(std::to_string(value)); };
  return facts({{"Customers who gain", number(result.customers_gaining)},
                {"Customers who lose", number(result.customers_losing)},
                {"Customers without a change", number(result.customers_unchanged)},
                {"Cost under the active rules",
                 Html::text(money(result.total.before.minor, result.currency))},
                {"Cost under the draft",
                 Html::text(money(result.total.after.minor, result.currency))},
                {"Points under the active rules", number(result.total.before.points)},
                {"Points under the draft", number(result.total.after.points)},
                {"Facts", number(result.facts_read)},
                {"Rules responsible", Html::text(responsible.empty() ? "none" : responsible)}}) +
         element("p", link(policies_path({"simulations", simulation.id, "report"}),
                           "The report with charts, one file to keep or send")) +
         compared_table("reward", result.by_reward, result.currency) +
         compared_table("partner", result.by_partner, result.currency) +
         compared_table("day", result.by_day, result.currency) + biggest(result) + failures(result);
}

}  // namespace

Html simulation_page(const SimulationPage& page, const SiteFrame& frame) {
  const auto& one = page.simulation;
  const bool open =
      one.state == policy::SimulationState::queued || one.state == policy::SimulationState::running;
  std::string state = name_of(one.state);
  if (open && one.total > 0)
    state += ", " + std::to_string(100 * one.read / one.total) + " % of " +
             std::to_string(one.total) + " facts";
  if (!one.problem.empty()) state += ": " + one.problem;
  Html body = facts({{"State", Html::text(state)},
                     {"Draft", link(policies_path({"versions", one.draft}), one.draft)},
                     {"Against", link(policies_path({"versions", one.base}), one.base)},
                     {"From", Html::text(to_rfc3339(one.period.from))},
                     {"Until", Html::text(to_rfc3339(one.period.until))},
                     {"Asked by", Html::text(one.actor)}});
  if (open) body += element("p", link(policies_path({"simulations", one.id}), "Look again"));
  if (open && frame.may_change)
    body += button(policies_path({"simulations", one.id, "cancel"}), "Call it off",
                   {{"form_token", frame.form_token}});
  if (page.result) body += outcome(one, *page.result);
  if (!page.result && one.state == policy::SimulationState::done)
    body += element("p",
                    "It named a customer who was erased since, so what came out was dropped. "
                    "Simulate again to see it.");
  return body;
}

}  // namespace patchbay::api
