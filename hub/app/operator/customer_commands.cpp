#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/access/audit.h"
#include "hub/app/files.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/operator.h"
#include "hub/app/person.h"
#include "hub/crypto/system_random.h"

namespace patchbay::app {
namespace {

struct CustomerFlags : OperatorFlags {
  std::string id;
  std::string file;
  bool cancels_rewards = false;
  bool dry_run = false;
};

Result<void> run_export(const CustomerFlags& flags) {
  auto here = open_vault(flags);
  if (!here) return here.error();
  const auto now = system_clock().now();
  auto tables = here->store->run_blocking(store::Access::write, [&](store::Session& session) {
    auto found = export_person(session, here->organisation, flags.id, *here->config.keys);
    if (!found) return found;
    access::AuditEntry entry;
    entry.organisation = here->organisation;
    entry.actor = actor_of_this_command();
    entry.action = "customer.export";
    entry.subject = "customer:" + flags.id;
    entry.reason = flags.reason;
    entry.at = now;
    access::record(session, entry);
    return found;
  });
  if (!tables) return tables.error();
  const auto text = boost::json::serialize(boost::json::object{{"customer", flags.id},
                                                               {"organisation", here->organisation},
                                                               {"taken_at", to_rfc3339(now)},
                                                               {"tables", std::move(*tables)}}) +
                    "\n";
  if (!flags.file.empty()) return write_file(flags.file, text);
  std::fputs(text.c_str(), stdout);
  return {};
}

boost::json::object to_json(const std::map<std::string, std::int64_t>& counts) {
  boost::json::object object;
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

void print(const CustomerFlags& flags, const Erased& erased) {
  if (flags.json) {
    std::puts(boost::json::serialize(boost::json::object{{"dry_run", flags.dry_run},
                                                         {"removed", to_json(erased.removed)},
                                                         {"redacted", to_json(erased.redacted)},
                                                         {"withdrawn", erased.withdrawn},
                                                         {"cancelled", erased.cancelled}})
                  .c_str());
    return;
  }
  if (erased == Erased()) std::puts("nothing is left to erase");
  const char* would = flags.dry_run ? "would be " : "";
  for (const auto& [table, rows] : erased.removed)
    std::printf("%lld rows of %s %sremoved\n", static_cast<long long>(rows), table.c_str(), would);
  for (const auto& [column, rows] : erased.redacted)
    std::printf("%lld values of %s %sredacted\n", static_cast<long long>(rows), column.c_str(),
                would);
  if (erased.withdrawn > 0)
    std::printf("links and consents of %lld partners %swithdrawn\n",
                static_cast<long long>(erased.withdrawn), would);
  if (erased.cancelled > 0)
    std::printf("%lld rewards %scancelled\n", static_cast<long long>(erased.cancelled), would);
}

/// Undoes a transaction that was made to count.
struct DryRun : std::exception {};

Result<void> run_erase(const CustomerFlags& flags) {
  auto here = open_vault(flags);
  if (!here) return here.error();
  const ErasureOrder order{here->organisation, flags.id, actor_of_this_command(), flags.reason,
                           flags.cancels_rewards};
  Result<Erased> erased = internal("nothing was done");
  const auto work = [&](store::Session& session) {
    erased =
        erase_person(session, order, *here->config.keys, system_clock(), crypto::system_random());
    erased.value();  // an error undoes all
    if (flags.dry_run) throw DryRun();
  };
  try {
    run_change_on(*here, work);
  } catch (const DryRun&) {
  } catch (const ErrorException& error) {
    return error.error();
  }
  print(flags, *erased);
  return {};
}

void add_shared(CLI::App& command, CustomerFlags& flags) {
  command.add_option("id", flags.id, "The programme's number of the customer")->required();
  command.add_option("--config", flags.config_file, "TOML file of the hub");
  command.add_option("--store", flags.store_url, "Instead of the configured store");
  command.add_option("--reason", flags.reason, "For the audit and whoever asks");
}

}  // namespace

void add_customer_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<CustomerFlags>();
  auto* group = app.add_subcommand("customer", "What the store holds about a person");
  group->require_subcommand(1);
  group->footer(
      "Example: patchbay customer export 4711 --file 4711.json --config patchbay.toml\n"
      "         patchbay customer erase 4711 --dry-run --config patchbay.toml");
  auto* exporting = group->add_subcommand("export", "Everything, opened, as JSON");
  add_shared(*exporting, *flags);
  exporting->add_option("--file", flags->file,
                        "Write it to this file, mode 0600 (default: standard output)");
  exporting->callback([&job, flags] { job = [flags] { return run_export(*flags); }; });

  auto* erasing = group->add_subcommand(
      "erase", "Forget the person; orders and ledger stay under the programme's number");
  add_shared(*erasing, *flags);
  erasing->add_flag("--cancel-open-rewards", flags->cancels_rewards,
                    "Withdraw rewards that were not issued yet (default: they refuse the erasure)");
  erasing->add_flag("--dry-run", flags->dry_run, "Only say what would be done");
  erasing->add_flag("--json", flags->json, "Say what was done as JSON");
  erasing->callback([&job, flags] { job = [flags] { return run_erase(*flags); }; });
}

}  // namespace patchbay::app
