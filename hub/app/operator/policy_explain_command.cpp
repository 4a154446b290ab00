// patchbay policy explain: why a customer got what they got.

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/api/policy_view.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/policy_desk.h"
#include "hub/policy/decisions.h"
#include "hub/policy/explain.h"

namespace patchbay::app {
namespace {

struct ExplainFlags : OperatorFlags {
  std::string decision;
};

Result<policy::KeptDecision> find_kept(const Installation& here, const std::string& name) {
  auto found = here.store->run_blocking(store::Access::read, [&](store::Session& session) {
    return name.starts_with("dec_") ? policy::find_decision(session, here.organisation, name)
                                    : policy::find_decision_of(session, here.organisation, name);
  });
  if (found) return *std::move(found);
  return not_found("no decision is kept as \"" + name +
                   "\"; name one by its id (dec_…) or by what it was about, such as order/pos/17");
}

void print_text(const policy::KeptDecision& kept, const policy::Explanation& explanation) {
  std::printf("%s, %s, customer %s, decided at %s\n", kept.id.c_str(), kept.reference.c_str(),
              kept.customer.c_str(), to_rfc3339(kept.decided_at).c_str());
  std::fputs(policy::to_text(explanation).c_str(), stdout);
}

Result<void> run_explain(const ExplainFlags& flags) {
  PolicyDesk desk(flags);
  const auto opened = desk.here();
  if (!opened) return opened.error();
  const auto kept = find_kept(**opened, flags.decision);
  if (!kept) return kept.error();
  const auto rules = desk.version(kept->version);
  if (!rules) return rules.error();
  const auto decision = policy::decide(rules->policy, kept->facts);
  if (!decision) return decision.error();
  const auto explanation = policy::explain(rules->policy, kept->facts, *decision);
  if (flags.json)
    std::puts(boost::json::serialize(api::to_json(*kept, explanation)).c_str());
  else
    print_text(*kept, explanation);
  return {};
}

}  // namespace

void add_policy_explain_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<ExplainFlags>();
  auto* command = group.add_subcommand(
      "explain",
      "Why: the rules, facts and numbers of a decision, and why other rules gave nothing");
  command->add_option("decision", flags->decision, "Its id, or what it was about")->required();
  add_operator_flags(*command, *flags);
  command->footer(
      "Example: patchbay policy explain dec_01J8Z…\n"
      "         patchbay policy explain order/pos/17");
  command->callback([flags, &job] { job = [flags] { return run_explain(*flags); }; });
}

}  // namespace patchbay::app
