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
  std::string actor, action, subject, from, to;
};

Result<Timestamp> time_of(const std::string& flag, const std::string& text) {
  if (text.empty()) return Timestamp{0};
  const auto time = parse_timestamp(text);
  if (!time) return time.error().in(flag);
  return *time;
}

Result<void> run_list(const AuditFlags& flags) {
  const auto from = time_of("--from", flags.from);
  if (!from) return from.error();
  const auto to = time_of("--to", flags.to);
  if (!to) return to.error();
  const access::AuditFilter filter{flags.actor, flags.action, flags.subject, *from, *to};
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto rows = here->store->run_blocking(store::Access::read, [&](store::Session& session) {
    return access::list_audit(session, here->organisation, flags.before, flags.limit, filter);
  });
  Listing listing{{"ID", "AT", "ACTOR", "ADDRESS", "ACTION", "SUBJECT", "REASON"},
                  {},
                  {},
                  "there is no such entry"};
  for (const auto& row : rows) {
    const std::string at = to_rfc3339(row.at);
    listing.rows.push_back(
        {std::to_string(row.id), at, row.actor, row.address, row.action, row.subject, row.reason});
    listing.items.push_back(boost::json::object{{"id", row.id},
                                                {"at", at},
                                                {"actor", row.actor},
                                                {"action", row.action},
                                                {"subject", row.subject},
                                                {"reason", row.reason},
                                                {"detail", row.detail},
                                                {"address", row.address},
                                                {"before", row.before},
                                                {"after", row.after},
                                                {"position", row.position},
                                                {"hash", row.hash}});
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
  list->add_option("--actor", flags->actor, "Only what this one did, as cli:anna");
  list->add_option("--action", flags->action, "Only this, as switch.throw");
  list->add_option("--subject", flags->subject, "Only what was done to this, as partner:acme");
  list->add_option("--from", flags->from, "The first moment, as 2026-11-01 or RFC 3339");
  list->add_option("--to", flags->to, "The moment after the last");
  list->footer("Example: patchbay audit list --limit 10 --action switch.throw");
  list->callback([&job, flags] { job = [flags] { return run_list(*flags); }; });
  add_audit_chain_commands(*group, job);
}

}  // namespace patchbay::app
