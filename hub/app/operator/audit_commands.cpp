#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>

#include "hub/access/audit.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/operator.h"

namespace patchbay::app {
namespace {

constexpr std::size_t limit_default = 50;
constexpr std::size_t limit_max = 10'000;

struct AuditFlags : OperatorFlags {
  std::int64_t before = 0;
  std::size_t limit = limit_default;
};

Result<void> run_list(const AuditFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto rows = here->store->run_blocking(store::Access::read, [&](store::Session& session) {
    return access::list_audit(session, here->organisation, flags.before, flags.limit);
  });
  Listing listing{{"ID", "AT", "ACTOR", "ACTION", "SUBJECT", "REASON"},
                  {},
                  {},
                  "nothing was changed by a person yet"};
  for (const auto& row : rows) {
    const std::string at = to_rfc3339(row.at);
    listing.rows.push_back(
        {std::to_string(row.id), at, row.actor, row.action, row.subject, row.reason});
    listing.items.push_back(boost::json::object{{"id", row.id},
                                                {"at", at},
                                                {"actor", row.actor},
                                                {"action", row.action},
                                                {"subject", row.subject},
                                                {"reason", row.reason},
                                                {"detail", row.detail}});
  }
  print(listing, flags.json);
  return {};
}

}  // namespace

void add_audit_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<AuditFlags>();
  auto* group = app.add_subcommand("audit", "Who changed what, when and why");
  group->require_subcommand(1);
  auto* list = group->add_subcommand("list", "The newest first");
  list->add_option("--config", flags->config_file, "TOML file of the hub");
  list->add_option("--store", flags->store_url, "Instead of the configured store");
  list->add_flag("--json", flags->json, "As JSON");
  list->add_option("--limit", flags->limit, "How many")
      ->check(CLI::Range(std::size_t{1}, limit_max))
      ->capture_default_str();
  list->add_option("--before", flags->before, "Only ids below this one: the next page")
      ->check(CLI::Range(std::int64_t{0}, INT64_MAX));
  list->footer("Example: patchbay audit list --limit 10");
  list->callback([&job, flags] { job = [flags] { return run_list(*flags); }; });
}

}  // namespace patchbay::app
