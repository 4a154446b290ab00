#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <iostream>

#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/operator.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"
#include "hub/loyalty/linking.h"

namespace patchbay::app {
namespace {

struct LinkFlags : OperatorFlags {
  std::string customer;
  std::string partner;
};

constexpr std::size_t account_bytes_max = 64;

Result<void> print_links(const Installation& here, const LinkFlags& flags) {
  const auto links = here.store->run_blocking(store::Access::read, [&](store::Session& session) {
    return loyalty::list_links(session, here.organisation, flags.customer, *here.config.keys);
  });
  Listing listing{
      {"PARTNER", "ACCOUNT", "HOW", "VERIFICATION", "SINCE"}, {}, {}, "no account is linked"};
  for (const auto& link : links) {
    const std::string since = to_rfc3339(link.linked_at);
    listing.rows.push_back({link.partner, link.account, link.how, link.verification, since});
    listing.items.push_back(boost::json::object{{"partner", link.partner},
                                                {"account", link.account},
                                                {"how", link.how},
                                                {"verification", link.verification},
                                                {"linked_at", since}});
  }
  print(listing, flags.json);
  return {};
}

Result<void> run_list(const LinkFlags& flags) {
  const auto here = open_vault(flags);
  if (!here) return here.error();
  return print_links(*here, flags);
}

/// From standard input: what stands on a command line is seen by every user of the machine.
Result<std::string> read_account() {
  std::string line;
  std::getline(std::cin, line);
  const std::string account(trim(line));
  if (account.empty() || account.size() > account_bytes_max ||
      clean_text(account, account_bytes_max) != account)
    return invalid("give the account number on standard input: one line of 1 to 64 bytes");
  return account;
}

Result<void> run_add(const LinkFlags& flags) {
  const auto here = open_vault(flags);
  if (!here) return here.error();
  const auto account = read_account();
  if (!account) return account.error();
  run_change_on(*here, [&](store::Session& session) {
    loyalty::link_by_operator(
        {session, *here->config.keys, system_clock(), crypto::system_random()},
        {here->organisation, flags.customer, flags.partner}, *account, actor_of_this_command());
  });
  return print_links(*here, flags);
}

Result<void> run_remove(const LinkFlags& flags) {
  const auto here = open_vault(flags);
  if (!here) return here.error();
  const loyalty::Withdrawal wanted{{here->organisation, flags.customer, flags.partner},
                                   access::Purpose::rewards,
                                   actor_of_this_command(),
                                   flags.reason};
  const auto done = run_change_on(*here, [&](store::Session& session) {
    return loyalty::withdraw_consent(
        {session, *here->config.keys, system_clock(), crypto::system_random()}, wanted);
  });
  if (!done.anything())
    return not_found("customer " + flags.customer + " has no account linked at partner \"" +
                     flags.partner + "\"; see: patchbay link list " + flags.customer);
  return print_links(*here, flags);
}

void add_shared(CLI::App& command, LinkFlags& flags, bool names_partner) {
  command.add_option("customer", flags.customer, "The customer's id")->required();
  if (names_partner) command.add_option("partner", flags.partner, "Its id")->required();
  command.add_option("--config", flags.config_file, "TOML file of the hub");
  command.add_option("--store", flags.store_url, "Instead of the configured store");
  command.add_flag("--json", flags.json, "The links as JSON");
}

}  // namespace

void add_link_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<LinkFlags>();
  auto* group = app.add_subcommand("link", "Customers' accounts at partners");
  group->require_subcommand(1);
  group->footer(
      "Example: patchbay link list 1042\n"
      "         patchbay link add 1042 acme < account-number.txt\n"
      "         patchbay link remove 1042 acme --reason \"asked by phone\"");
  auto* list = group->add_subcommand("list", "A customer's accounts, their numbers masked");
  add_shared(*list, *flags, false);
  list->callback([&job, flags] { job = [flags] { return run_list(*flags); }; });
  auto* add = group->add_subcommand(
      "add", "Link an account without asking the partner; its number comes on standard input");
  add_shared(*add, *flags, true);
  add->callback([&job, flags] { job = [flags] { return run_add(*flags); }; });
  auto* remove = group->add_subcommand(
      "remove", "Unlink: the consent for rewards ends, tokens are deleted, rewards wait");
  add_shared(*remove, *flags, true);
  remove->add_option("--reason", flags->reason, "For the audit and whoever asks");
  remove->callback([&job, flags] { job = [flags] { return run_remove(*flags); }; });
}

}  // namespace patchbay::app
