#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>

#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/operator.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"
#include "hub/loyalty/linking.h"

namespace patchbay::app {
namespace {

struct ConsentFlags : OperatorFlags {
  std::string customer;
  std::string partner;
  std::string purpose;
};

void add_line(Listing& listing, const access::Consent& consent) {
  const std::string since = to_rfc3339(consent.granted_at);
  const std::string until = consent.revoked_at ? to_rfc3339(*consent.revoked_at) : "";
  listing.rows.push_back({consent.partner, consent.purpose, consent.how, since, consent.granted_by,
                          until.empty() ? "-" : until, consent.revoke_reason});
  listing.items.push_back(boost::json::object{
      {"partner", consent.partner},
      {"purpose", consent.purpose},
      {"how", consent.how},
      {"granted_by", consent.granted_by},
      {"granted_at", since},
      {"revoked_by", consent.revoked_by},
      {"revoke_reason", consent.revoke_reason},
      {"revoked_at", until.empty() ? boost::json::value() : boost::json::value(until)}});
}

void print_consents(const Installation& here, const ConsentFlags& flags) {
  const auto consents = here.store->run_blocking(store::Access::read, [&](store::Session& session) {
    return access::list_consents(session, {here.organisation, flags.customer, flags.partner});
  });
  Listing listing{{"PARTNER", "PURPOSE", "HOW", "SINCE", "BY", "UNTIL", "REASON"},
                  {},
                  {},
                  "this customer never consented to anything"};
  for (const auto& consent : consents) add_line(listing, consent);
  print(listing, flags.json);
}

Result<void> run_list(const ConsentFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  print_consents(*here, flags);
  return {};
}

Result<void> run_revoke(const ConsentFlags& flags) {
  loyalty::Withdrawal wanted;
  if (!flags.purpose.empty()) {
    wanted.purpose = access::parse_purpose(flags.purpose);
    if (!wanted.purpose)
      return invalid("--purpose: \"" + flags.purpose + "\" is not one of " +
                     join(access::purpose_names(), ", "));
  }
  const auto here = open_vault(flags);
  if (!here) return here.error();
  wanted.who = {here->organisation, flags.customer, flags.partner};
  wanted.actor = actor_of_this_command();
  wanted.reason = flags.reason;
  const auto done = run_change_on(*here, [&](store::Session& session) {
    return loyalty::withdraw_consent(
        {session, *here->config.keys, system_clock(), crypto::system_random()}, wanted);
  });
  if (!done.anything())
    return not_found("customer " + flags.customer + " has no such consent for partner \"" +
                     flags.partner + "\"; see: patchbay consent list " + flags.customer);
  print_consents(*here, flags);
  return {};
}

void add_shared(CLI::App& command, ConsentFlags& flags) {
  command.add_option("--config", flags.config_file, "TOML file of the hub");
  command.add_option("--store", flags.store_url, "Instead of the configured store");
  command.add_flag("--json", flags.json, "The consents as JSON");
}

}  // namespace

void add_consent_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<ConsentFlags>();
  auto* group = app.add_subcommand("consent", "What customers allow the programme with partners");
  group->require_subcommand(1);
  group->footer(
      "Example: patchbay consent list 1042\n"
      "         patchbay consent revoke 1042 acme --reason \"asked by phone\"");
  auto* list = group->add_subcommand("list", "A customer's consents, those taken back too");
  list->add_option("customer", flags->customer, "The customer's id")->required();
  list->add_option("--partner", flags->partner, "Only of this partner");
  add_shared(*list, *flags);
  list->callback([&job, flags] { job = [flags] { return run_list(*flags); }; });
  auto* revoke = group->add_subcommand(
      "revoke",
      "Take consents back: link and tokens go with the one for rewards, webhooks about the "
      "customer to the partner stop");
  revoke->add_option("customer", flags->customer, "The customer's id")->required();
  revoke->add_option("partner", flags->partner, "Its id")->required();
  revoke->add_option("--purpose", flags->purpose, "rewards, profile or marketing; default: all");
  revoke->add_option("--reason", flags->reason, "For the audit and whoever asks");
  add_shared(*revoke, *flags);
  revoke->callback([&job, flags] { job = [flags] { return run_revoke(*flags); }; });
}

}  // namespace patchbay::app
