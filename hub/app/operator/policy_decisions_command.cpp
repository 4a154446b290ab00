// patchbay policy decisions: what the rules decided, and what staff should look at.

#include <CLI/CLI.hpp>

#include "hub/api/decision_view.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/listing.h"

namespace patchbay::app {
namespace {

constexpr std::size_t limit_default = 50;
constexpr std::size_t limit_max = 10'000;

struct DecisionFlags : OperatorFlags {
  std::vector<std::string> effects;
  std::string customer, from, until;
  std::size_t limit = limit_default;
};

Result<policy::DecisionFilter> filter_of(const DecisionFlags& flags) {
  policy::DecisionFilter filter;
  for (const auto& name : flags.effects) {
    const auto effect = policy::find_effect(name);
    if (!effect) return effect.error().in("--effect");
    filter.effects.push_back(*effect);
  }
  const auto from = time_of_flag("--from", flags.from);
  if (!from) return from.error();
  const auto until = time_of_flag("--until", flags.until);
  if (!until) return until.error();
  filter.from = *from;
  filter.until = *until;
  filter.customer = flags.customer;
  filter.limit = flags.limit;
  filter.newest_first = true;
  return filter;
}

Result<void> run_decisions(const DecisionFlags& flags) {
  const auto filter = filter_of(flags);
  if (!filter) return filter.error();
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto found = here->store->run_blocking(store::Access::read, [&](store::Session& session) {
    return policy::list_decisions(session, here->organisation, *filter);
  });
  Listing listing{
      {"ID", "AT", "CUSTOMER", "ABOUT", "EFFECTS"}, {}, {}, "no decision of this kind is kept"};
  for (const auto& one : found) {
    const auto effects = api::effects_in_words(one);
    listing.rows.push_back({one.id, to_rfc3339(one.decided_at), one.customer, one.reference,
                            effects.empty() ? "-" : effects});
    listing.items.push_back(api::summary_json(one));
  }
  print(listing, flags.json);
  return {};
}

}  // namespace

void add_policy_decisions_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<DecisionFlags>();
  auto* command = group.add_subcommand("decisions", "Decisions that are kept, the newest first");
  command->add_option("--effect", flags->effects,
                      "Only those with such an effect, as in flag; may be given several times");
  command->add_option("--customer", flags->customer, "Only about this customer");
  command->add_option("--from", flags->from, "Decided then or later: RFC 3339, or a day");
  command->add_option("--until", flags->until, "Decided before: RFC 3339, or a day");
  command->add_option("--limit", flags->limit, "How many")
      ->check(CLI::Range(std::size_t{1}, limit_max))
      ->capture_default_str();
  add_operator_flags(*command, *flags);
  command->footer(
      "Example: patchbay policy decisions --effect hold --effect flag --effect notify\n"
      "         patchbay policy decisions --customer 42 --from 2026-11-01");
  command->callback([flags, &job] { job = [flags] { return run_decisions(*flags); }; });
}

}  // namespace patchbay::app
