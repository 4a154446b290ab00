#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>

#include "hub/app/config.h"
#include "hub/app/files.h"
#include "hub/app/operator/backup.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/operator.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

struct BackupFlags : OperatorFlags {
  std::string file, passphrase_file, key_file, work_folder;
  bool without_keys = false;
  bool replaces = false;
};

Result<Secret> read_passphrase(const std::string& file) {
  if (file.empty()) return Secret();
  auto text = read_file(file);
  if (!text) return text.error();
  const auto line = trim(split(*text, '\n').front());
  if (line.empty()) return invalid(file + ": its first line, the passphrase, is empty");
  return Secret(std::string(line));
}

/// Lines on standard error; on a terminal the current one moves.
BackupSteps show_steps() {
  static constexpr double mebibyte = 1024.0 * 1024.0;
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  BackupSteps steps;
  steps.begin = [terminal](const std::string& step) {
    std::fprintf(stderr, terminal ? "\r\033[K%s …\n" : "%s …\n", step.c_str());
  };
  if (terminal)
    steps.progress = [](std::int64_t done, std::int64_t total) {
      if (total > 0)
        std::fprintf(stderr, "\r\033[K%3lld%%  %.0f of %.0f MiB",
                     static_cast<long long>(100 * done / total),
                     static_cast<double>(done) / mebibyte, static_cast<double>(total) / mebibyte);
      else
        std::fprintf(stderr, "\r\033[K%.0f MiB", static_cast<double>(done) / mebibyte);
      std::fflush(stderr);
    };
  return steps;
}

std::int64_t rows_in(const store::StoreCopy& copy) {
  std::int64_t rows = 0;
  for (const auto& [table, count] : copy.rows) rows += count;
  return rows;
}

/// What both commands say, as JSON: the manifest without its sums.
boost::json::object summary(const BackupManifest& manifest) {
  boost::json::array ids;
  for (const auto& id : manifest.key_ids) ids.emplace_back(id);
  return {{"taken_at", to_rfc3339(manifest.taken_at)},
          {"dialect", store::name_of(manifest.store.dialect)},
          {"version", manifest.store.version},
          {"rows", rows_in(manifest.store)},
          {"key_ids", std::move(ids)}};
}

Result<void> run_backup(const BackupFlags& flags) {
  auto config = load_config(flags.config_file, process_environment(), shipped_plugs(find_home()));
  if (!config) return config.error();
  BackupOrder order;
  order.store_url = flags.store_url.empty() ? config->values.text("store.url") : flags.store_url;
  if (!flags.without_keys) {
    order.keys = config->keys;
    order.key_source = config->key_source;
  }
  if (!order.keys && !flags.without_keys)
    return invalid(
        "no key ring is configured (security.key_file or ENCRYPTION_KEY): without it sealed values "
        "cannot be opened after a restore; name it, or say --without-keys");
  auto passphrase = read_passphrase(flags.passphrase_file);
  if (!passphrase) return passphrase.error();
  order.passphrase = std::move(*passphrase);
  order.file = flags.file;
  auto manifest = make_backup(order, show_steps());
  if (!manifest) return manifest.error();
  if (flags.json) {
    auto text = summary(*manifest);
    text["file"] = flags.file;
    std::puts(boost::json::serialize(text).c_str());
    return {};
  }
  std::printf("%s: the store as of %s, %lld rows, keys: %s\n", flags.file.c_str(),
              to_rfc3339(manifest->taken_at).c_str(),
              static_cast<long long>(rows_in(manifest->store)),
              manifest->key_ids.empty() ? "none" : join(manifest->key_ids, ", ").c_str());
  return {};
}

Result<RestoreOrder> order_of(const BackupFlags& flags) {
  const auto environment = process_environment();
  auto values = load_settings(flags.config_file, environment);
  if (!values) return values.error();
  RestoreOrder order;
  order.file = flags.file;
  order.store_url = flags.store_url.empty() ? values->text("store.url") : flags.store_url;
  order.key_file = flags.key_file.empty() ? values->text("security.key_file") : flags.key_file;
  const auto variable = environment.find("ENCRYPTION_KEY");
  auto source =
      find_key_source(*values, variable == environment.end() ? Secret() : Secret(variable->second));
  if (!source) return source.error();
  // A key file may be missing still: the backup's keys go there.
  if (source->kind != KeySource::Kind::none && source->kind != KeySource::Kind::file) {
    auto ring = read_ring(*source);
    if (!ring) return ring.error();
    order.keys = std::move(*ring);
  }
  auto passphrase = read_passphrase(flags.passphrase_file);
  if (!passphrase) return passphrase.error();
  order.passphrase = std::move(*passphrase);
  order.replaces = flags.replaces;
  order.work_folder = flags.work_folder;
  order.now = system_clock().now();
  return order;
}

Result<void> run_restore(const BackupFlags& flags) {
  const auto order = order_of(flags);
  if (!order) return order.error();
  const auto report = restore_backup(*order, show_steps());
  if (!report) return report.error();
  if (flags.json) {
    auto text = summary(report->manifest);
    text["doubted_rewards"] = report->doubted;
    text["key_file"] = report->key_file;
    text["replaced_backup"] = report->replaced_backup;
    std::puts(boost::json::serialize(text).c_str());
    return {};
  }
  std::printf("restored the store as of %s, %lld rows\n",
              to_rfc3339(report->manifest.taken_at).c_str(),
              static_cast<long long>(rows_in(report->manifest.store)));
  if (!report->key_file.empty()) std::printf("its keys are in %s\n", report->key_file.c_str());
  if (!report->replaced_backup.empty())
    std::printf("what was there is in %s\n", report->replaced_backup.c_str());
  std::printf(
      "%lld rewards are unconfirmed until their partners say whether they were issued since then; "
      "see docs/operations.md, \"After a restore\"\n",
      static_cast<long long>(report->doubted));
  return {};
}

void add_shared(CLI::App& command, BackupFlags& flags) {
  command.add_option("file", flags.file, "The backup file")->required();
  command.add_option("--config", flags.config_file, "TOML file of the hub");
  command.add_option("--store", flags.store_url, "Instead of the configured store");
  command.add_option("--passphrase-file", flags.passphrase_file,
                     "File whose first line seals the keys in the backup");
  command.add_flag("--json", flags.json, "Say what was done as JSON");
}

}  // namespace

void add_backup_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<BackupFlags>();
  auto* backup = app.add_subcommand(
      "backup", "Copy the store and its key ring into one file, while hubs are at work");
  add_shared(*backup, *flags);
  backup->add_flag("--without-keys", flags->without_keys, "Leave the keys out");
  backup->footer(
      "The file holds the keys: guard it, or seal them with --passphrase-file.\n"
      "Example: patchbay backup /backup/patchbay-monday.tar --config patchbay.toml");
  backup->callback([&job, flags] { job = [flags] { return run_backup(*flags); }; });
  auto* restore = app.add_subcommand("restore", "Put a backup back, into an empty store");
  add_shared(*restore, *flags);
  restore->add_option("--key-file", flags->key_file,
                      "Where the keys go (default: security.key_file); a file that is there stays");
  restore->add_option("--work", flags->work_folder,
                      "Folder to unpack in (default: beside the backup)");
  restore->add_flag("--replace", flags->replaces,
                    "Replace a store that is not empty; it is backed up beside the file first");
  restore->footer(
      "Stop every hub first.\n"
      "Example: patchbay restore /backup/patchbay-monday.tar --config patchbay.toml");
  restore->callback([&job, flags] { job = [flags] { return run_restore(*flags); }; });
}

}  // namespace patchbay::app
