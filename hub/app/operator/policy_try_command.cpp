// patchbay policy try: what would rules say? Decides nothing.

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/app/files.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/policy_desk.h"
#include "hub/base/text.h"
#include "hub/http/json.h"
#include "hub/loyalty/what_if.h"
#include "hub/policy/explain.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;
using policy::Facts;

struct TryFlags : OperatorFlags {
  std::string customer, facts_file;
  std::string version, folder;
  std::string occasion, at, amount;
  std::optional<std::int64_t> days, points;
  std::string partner, category, payment, milestone;
};

/// "NGN 5000" or "5000", of the programme's currency.
Result<std::int64_t> minor_of(const std::string& amount, const Currency& currency) {
  const auto parts = split(trim(amount), ' ');
  if (parts.size() == 2 && parts.front() != currency.text())
    return invalid("--amount \"" + amount + "\": the programme's currency is " +
                   std::string(currency.text()));
  const auto minor = parse_minor(parts.back(), currency.exponent);
  if (!minor) return minor.error().in("--amount");
  return minor;
}

Result<Facts> read_facts(const std::string& file) {
  const auto text = read_file(file);
  if (!text) return text.error();
  const auto value = parse_json(*text);
  if (!value) return value.error().in(file);
  auto facts = policy::facts_from_json(*value);
  if (!facts) return facts.error().in(file);
  return facts;
}

Result<Facts> read_customer(PolicyDesk& desk, const policy::Policy& rules,
                            const std::string& customer, Timestamp at) {
  const auto opened = desk.here();
  if (!opened) return opened.error();
  return (*opened)->store->run_blocking(store::Access::read, [&](store::Session& session) {
    return loyalty::facts_of_customer(session, (*opened)->organisation, rules, customer, at);
  });
}

/// What the flags say beats what a file or the store says.
Result<void> overrule(Facts& facts, const TryFlags& flags, const policy::Policy& rules) {
  if (!flags.occasion.empty()) {
    const auto occasion = policy::parse_occasion(flags.occasion);
    if (!occasion) return occasion.error().in("--occasion");
    facts.occasion = *occasion;
  }
  if (!flags.amount.empty()) {
    const auto minor = minor_of(flags.amount, rules.programme().currency);
    if (!minor) return minor.error();
    facts.amount_minor = *minor;
  }
  if (flags.days) facts.days = *flags.days;
  if (flags.points) facts.points_asked = *flags.points;
  if (!flags.partner.empty()) facts.partner = flags.partner;
  if (!flags.category.empty()) facts.category = flags.category;
  if (!flags.payment.empty()) facts.payment = flags.payment;
  if (!flags.milestone.empty()) facts.milestone = flags.milestone;
  return {};
}

Result<Facts> gather(PolicyDesk& desk, const TryFlags& flags, const policy::Policy& rules) {
  const auto at = time_of_flag("--at", flags.at);
  if (!at) return at.error();
  const Timestamp moment = at->value_or(system_clock().now());
  auto facts = flags.facts_file.empty() ? read_customer(desk, rules, flags.customer, moment)
                                        : read_facts(flags.facts_file);
  if (!facts) return facts;
  if (*at || facts->at == Timestamp{}) facts->at = moment;
  if (const auto done = overrule(*facts, flags, rules); !done) return done.error();
  return facts;
}

void print_decision(const policy::Policy& rules, const Facts& facts,
                    const policy::Decision& decision, bool as_json) {
  const auto explanation = policy::explain(rules, facts, decision);
  if (!as_json) {
    std::fputs(policy::to_text(explanation).c_str(), stdout);
    return;
  }
  json::object whole = explanation.json;
  whole["sentences"] = json::array(explanation.sentences.begin(), explanation.sentences.end());
  whole["not_given"] = json::array(explanation.not_given.begin(), explanation.not_given.end());
  std::puts(json::serialize(whole).c_str());
}

Result<void> run_try(const TryFlags& flags) {
  if (flags.customer.empty() == flags.facts_file.empty())
    return invalid("say whom to try the rules on: --customer ID, or --facts FILE");
  PolicyDesk desk(flags);
  const auto given = flags.folder.empty()
                         ? desk.version(flags.version.empty() ? "active" : flags.version)
                         : desk.folder(flags.folder);
  if (!given) return given.error();
  const auto facts = gather(desk, flags, given->policy);
  if (!facts) return facts.error();
  const auto decision = policy::decide(given->policy, *facts);
  if (!decision) return decision.error();
  print_decision(given->policy, *facts, *decision, flags.json);
  return {};
}

void add_happening(CLI::App& command, TryFlags& flags) {
  command.add_option("--occasion", flags.occasion,
                     "order, purchase, redemption, progress, claim, link, transaction or "
                     "reconciliation; a customer is looked at (progress) where none is given");
  command.add_option("--amount", flags.amount, "Of the order or purchase: \"NGN 5000\"");
  command.add_option("--points", flags.points, "To redeem");
  command.add_option("--days", flags.days, "Instead of the customer's days");
  command.add_option("--partner", flags.partner, "Where");
  command.add_option("--category", flags.category, "What is bought");
  command.add_option("--payment", flags.payment, "How it is paid");
  command.add_option("--milestone", flags.milestone, "Which one is claimed");
  command.add_option("--at", flags.at, "Not now but then: RFC 3339, or a day");
}

}  // namespace

void add_policy_try_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<TryFlags>();
  auto* command = group.add_subcommand(
      "try", "What would the rules say, and why? For one customer or for facts; changes nothing");
  auto* customer = command->add_option("--customer", flags->customer, "As the store knows them");
  command->add_option("--facts", flags->facts_file, "A JSON file; `policy explain --json` has some")
      ->excludes(customer);
  auto* version = command->add_option("--version", flags->version, "Else the active one");
  command->add_option("--dir", flags->folder, "The rules of this folder")->excludes(version);
  add_happening(*command, *flags);
  add_operator_flags(*command, *flags);
  command->footer(
      "Example: patchbay policy try --customer 42 --version 3f9a2c\n"
      "         patchbay policy try --customer 42 --occasion purchase --amount \"NGN 5000\" "
      "--partner spa_x\n"
      "         patchbay policy try --facts facts.json --dir rules/");
  command->callback([flags, &job] { job = [flags] { return run_try(*flags); }; });
}

}  // namespace patchbay::app
