#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "hub/app/operator/audit_files.h"
#include "hub/app/operator/audit_report.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/operator.h"

namespace patchbay::app {
namespace {

struct ChainFlags : OperatorFlags {
  std::optional<std::string> organisation;
  std::string file, from, to;
  std::string format = "jsonl";
};

access::ChainProgress show_progress() {
  if (::isatty(STDERR_FILENO) == 0) return {};
  return [](std::int64_t done, std::int64_t total) {
    constexpr std::int64_t width = 30;
    const std::int64_t filled = total == 0 ? width : std::min(width, width * done / total);
    std::fprintf(stderr, "\r\033[K[%s%s] %lld rows", std::string(filled, '#').c_str(),
                 std::string(width - filled, '.').c_str(), static_cast<long long>(done));
    if (done >= total) std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
  };
}

Result<void> verify_file(const ChainFlags& flags) {
  access::ExportCheck check;
  const auto read =
      read_audit_file(flags.file, [&](const access::ExportedRow& row) { check.add(row); });
  if (!read) return read.error();
  std::vector<AuditReport> reports;
  for (const auto& part : check.finish())
    reports.push_back({part.organisation, part.rows, part.first - 1, part.last, std::nullopt,
                       part.findings, part.findings_in_all});
  return print_audit(reports, flags.json, system_clock().now());
}

Result<void> run_verify(const ChainFlags& flags) {
  if (!flags.file.empty()) return verify_file(flags);
  const auto here = open_vault(flags);
  if (!here) return here.error();
  const auto progress = show_progress();
  const auto chains = here->store->run_blocking(store::Access::read, [&](store::Session& session) {
    return access::verify_chains(session, *here->config.keys, flags.organisation, progress);
  });
  if (flags.organisation && chains.empty())
    return not_found("there is no audit of organisation \"" + *flags.organisation + "\"");
  std::vector<AuditReport> reports;
  for (const auto& chain : chains)
    reports.push_back({chain.organisation, chain.rows, chain.anchor.position, chain.head,
                       chain.waiting, chain.findings, chain.findings_in_all});
  return print_audit(reports, flags.json, system_clock().now());
}

Result<Timestamp> time_or(const std::string& name, const std::string& text, Timestamp otherwise) {
  if (text.empty()) return otherwise;
  const auto time = parse_timestamp(text);
  if (!time) return time.error().in(name);
  return *time;
}

Result<void> run_export(const ChainFlags& flags) {
  const auto from = time_or("--from", flags.from, {0});
  if (!from) return from.error();
  const auto to = time_or("--to", flags.to, {INT64_MAX});
  if (!to) return to.error();
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto format = flags.format == "csv" ? AuditFormat::csv : AuditFormat::jsonl;
  const auto rows = write_audit_file(flags.file, format, [&](const TakeRow& take) {
    here->store->run_blocking(store::Access::read, [&](store::Session& session) {
      access::export_audit(session, flags.organisation, *from, *to, take);
    });
  });
  if (!rows) return rows.error();
  std::printf("%s: %lld rows; check it anywhere with: patchbay audit verify --file %s\n",
              flags.file.c_str(), static_cast<long long>(*rows), flags.file.c_str());
  return {};
}

Result<void> run_accept(const ChainFlags& flags) {
  const auto here = open_vault(flags);
  if (!here) return here.error();
  access::AuditEntry entry;
  entry.organisation = flags.organisation.value_or("");
  entry.actor = actor_of_this_command();
  entry.reason = flags.reason;
  entry.at = system_clock().now();
  const auto accepted = run_change_on(*here, [&](store::Session& session) {
    return access::accept_chain(session, *here->config.keys, entry);
  });
  if (!accepted) return accepted.error();
  std::puts("the chain goes on from its last row; what was found stands in the audit");
  return {};
}

void add_shared(CLI::App& command, ChainFlags& flags) {
  command.add_option("--config", flags.config_file, "TOML file of the hub");
  command.add_option("--store", flags.store_url, "Instead of the configured store");
}

void add_verify(CLI::App& group, CommandJob& job, const std::shared_ptr<ChainFlags>& flags) {
  auto* verify = group.add_subcommand(
      "verify", "Look for rows that were changed, removed or moved; ends with 1 if there are any");
  add_shared(*verify, *flags);
  verify->add_option("--organisation", flags->organisation,
                     "Only its chain; \"\" is the installation's own (default: all)");
  verify->add_option("--file", flags->file, "Of an export instead of a store; needs no keys")
      ->excludes("--organisation");
  verify->add_flag("--json", flags->json, "As JSON");
  verify->footer("Example: patchbay audit verify --json | jq .ok");
  verify->callback([&job, flags] { job = [flags] { return run_verify(*flags); }; });
}

void add_export(CLI::App& group, CommandJob& job, const std::shared_ptr<ChainFlags>& flags) {
  auto* out = group.add_subcommand(
      "export", "Write rows into a file with what it takes to verify them elsewhere");
  add_shared(*out, *flags);
  out->add_option("--organisation", flags->organisation, "Only its rows (default: all)");
  out->add_option("--from", flags->from, "The first moment, as 2026-11-01 or RFC 3339");
  out->add_option("--to", flags->to, "The moment after the last");
  out->add_option("--format", flags->format, "jsonl or csv")
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->capture_default_str();
  out->add_option("--out", flags->file, "The new file")->required();
  out->footer("Example: patchbay audit export --from 2026-11-01 --to 2026-12-01 --out nov.jsonl");
  out->callback([&job, flags] { job = [flags] { return run_export(*flags); }; });
}

void add_accept(CLI::App& group, CommandJob& job, const std::shared_ptr<ChainFlags>& flags) {
  auto* accept = group.add_subcommand(
      "accept",
      "Let a broken chain go on from its last row, after you looked at what verify found");
  add_shared(*accept, *flags);
  accept->add_option("--organisation", flags->organisation,
                     "Whose chain (default: the installation's own)");
  accept->add_option("--reason", flags->reason, "What happened, for the audit")->required();
  accept->footer(
      "Example: patchbay audit accept --organisation acme --reason \"restored by hand\"");
  accept->callback([&job, flags] { job = [flags] { return run_accept(*flags); }; });
}

}  // namespace

void add_audit_chain_commands(CLI::App& group, CommandJob& job) {
  add_verify(group, job, std::make_shared<ChainFlags>());
  add_export(group, job, std::make_shared<ChainFlags>());
  add_accept(group, job, std::make_shared<ChainFlags>());
}

}  // namespace patchbay::app
