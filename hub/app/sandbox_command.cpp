#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <tuple>

#include "adapters/sandbox.h"
#include "hub/app/commands.h"
#include "hub/app/environment.h"
#include "hub/app/files.h"
#include "hub/app/hiding.h"
#include "hub/app/home.h"
#include "hub/app/signals.h"
#include "hub/base/field.h"
#include "hub/base/random.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

struct SandboxCommand {
  std::vector<std::string> partners;  ///< empty: all that have a sandbox.lua
  std::string books_folder = "data/sandbox";
  int port = 0;
  std::uint64_t seed = 1;
  int error_percent = 0, late_percent = 0, cut_percent = 0;
  std::int64_t late_ms = 1'000;
  std::string latency = "0";
  std::int64_t retry_after_s = 0;
  bool retry_after_as_date = false;
  std::int64_t calls_per_second = 0;
  std::string webhooks_url;  ///< empty: the partners send none
  int duplicate_percent = 0, reorder_percent = 0, bad_signature_percent = 0;
};

constexpr std::chrono::milliseconds lock_wait{50};
constexpr int lock_tries = 100;  // five seconds

/// A sandbox whose parent was killed may still be ending: its lock comes free within moments.
Result<FileLock> take_books(const std::string& folder) {
  for (int attempt = 1;; ++attempt) {
    auto lock = FileLock::take(folder + "/lock");
    if (lock || attempt == lock_tries) return lock;
    std::this_thread::sleep_for(lock_wait);
  }
}

/// The seed of this start: the given one at first, another at each later start on the same books,
/// so that a call which met a fault does not meet it again in every life of the sandbox.
Result<std::uint64_t> seed_of_start(std::uint64_t seed, const std::string& folder) {
  const std::string file = folder + "/starts";
  std::uint64_t starts = 0;
  if (std::filesystem::exists(file)) {
    auto text = read_file(file);
    if (!text) return text.error();
    starts = std::strtoull(text->c_str(), nullptr, 10);
  }
  if (auto written = write_file(file, std::to_string(starts + 1) + "\n"); !written)
    return written.error();
  return starts == 0 ? seed : mix(seed, starts);
}

constexpr std::int64_t latency_ms_max = 600'000;

/// "50" or "20-200".
Result<std::pair<std::int64_t, std::int64_t>> read_latency(const std::string& text) {
  Field one{"--latency", FieldType::integer, {}, ""};
  one.maximum = latency_ms_max;
  const auto ends = split(text, '-');
  const std::string least(ends.front()), most(ends.back());
  const bool sound = ends.size() <= 2 && check_value(one, least) && check_value(one, most) &&
                     std::stoll(least) <= std::stoll(most);
  if (!sound)
    return invalid("--latency \"" + text +
                   "\" is neither milliseconds, such as 50, nor a range of "
                   "them, such as 20-200, up to " +
                   std::to_string(latency_ms_max));
  return std::pair<std::int64_t, std::int64_t>{std::stoll(least), std::stoll(most)};
}

Result<void> run_sandbox(const SandboxCommand& command) {
  const int faults_percent = command.error_percent + command.late_percent + command.cut_percent;
  if (faults_percent > 100)
    return invalid("--error-rate, --timeout-after-commit and --cut-after-commit make " +
                   std::to_string(faults_percent) + " percent together; at most 100");
  hold_stop_signals();
  std::error_code failed;
  std::filesystem::create_directories(command.books_folder, failed);
  if (failed) return unavailable(command.books_folder + ": cannot be made: " + failed.message());
  auto lock = take_books(command.books_folder);
  if (!lock) return lock.error();

  const auto latency = read_latency(command.latency);
  if (!latency) return latency.error();
  const auto seed = seed_of_start(command.seed, command.books_folder);
  if (!seed) return seed.error();

  adapters::SandboxOptions options;
  options.scripts_folder = find_home().scripts;
  options.partners = command.partners;
  options.books_folder = command.books_folder;
  options.port = static_cast<std::uint16_t>(command.port);
  options.seed = *seed;
  options.error_permille = command.error_percent * 10;
  options.late_permille = command.late_percent * 10;
  options.cut_permille = command.cut_percent * 10;
  options.late_ms = command.late_ms;
  std::tie(options.latency_min_ms, options.latency_max_ms) = *latency;
  options.retry_after_s = command.retry_after_s;
  options.retry_after_as_date = command.retry_after_as_date;
  options.calls_per_second = command.calls_per_second;
  options.webhooks_url = command.webhooks_url;
  options.webhook_faults = {command.duplicate_percent * 10, command.reorder_percent * 10,
                            command.bad_signature_percent * 10};
  options.webhook_secret = environment_value("PATCHBAY_SANDBOX_WEBHOOK_SECRET");
  options.client_id = environment_value("PATCHBAY_SANDBOX_CLIENT_ID");
  options.client_secret = environment_value("PATCHBAY_SANDBOX_CLIENT_SECRET");
  hide_secrets();
  if (options.client_secret.empty())
    return invalid(
        "the sandbox needs client credentials: set PATCHBAY_SANDBOX_CLIENT_ID and "
        "PATCHBAY_SANDBOX_CLIENT_SECRET");

  if (!options.webhooks_url.empty() && options.webhook_secret.empty())
    return invalid(
        "--webhooks-to needs a secret to sign with: set PATCHBAY_SANDBOX_WEBHOOK_SECRET");

  const auto loops = http::start_loops(1);
  auto sandbox = adapters::start_sandbox(*loops, std::move(options));
  if (!sandbox) return sandbox.error();
  std::printf("listening on %d\n", (*sandbox)->port());
  std::fflush(stdout);
  wait_for_stop_signal();
  return {};
}

void add_faults(CLI::App& sandbox, SandboxCommand& command) {
  sandbox
      .add_option("--latency", command.latency,
                  "Milliseconds that every answer takes: \"50\", or \"20-200\" drawn by the seed")
      ->capture_default_str();
  const auto percent = [&](const char* flag, int& value, const std::string& help) {
    sandbox.add_option(flag, value, "Percent of " + help)->check(CLI::Range(0, 100));
  };
  percent("--error-rate", command.error_percent, "calls answered 503 with nothing done");
  percent("--timeout-after-commit", command.late_percent,
          "value calls done, then answered too late");
  percent("--cut-after-commit", command.cut_percent,
          "value calls done, then cut off without an answer");
  sandbox.add_option("--late-ms", command.late_ms, "How late such an answer is, milliseconds")
      ->check(CLI::Range(0, 3'600'000))
      ->capture_default_str();
  sandbox
      .add_option("--retry-after", command.retry_after_s,
                  "Seconds that a 503 asks for in Retry-After; 0: it asks for none")
      ->check(CLI::Range(0, 86'400));
  sandbox.add_flag("--retry-after-date", command.retry_after_as_date,
                   "Retry-After as an HTTP-date");
  sandbox.add_option("--rate", command.calls_per_second, "Calls a second before 429; 0: no limit")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  percent("--duplicate-webhooks", command.duplicate_percent, "webhooks sent twice");
  percent("--reorder", command.reorder_percent, "webhooks sent after later ones");
  percent("--bad-signatures", command.bad_signature_percent,
          "webhooks first sent with a wrong signature");
}

}  // namespace

void add_sandbox_command(CLI::App& app, CommandJob& job) {
  const auto command = std::make_shared<SandboxCommand>();
  auto* sandbox = app.add_subcommand(
      "sandbox",
      "Play the partners' servers from their sandbox.lua, with faults on purpose. Takes the client "
      "credentials PATCHBAY_SANDBOX_CLIENT_ID and PATCHBAY_SANDBOX_CLIENT_SECRET.");
  sandbox->add_option("partners", command->partners, "Which partners (default: all)");
  sandbox->add_option("--books", command->books_folder, "Folder of the partners' books")
      ->capture_default_str();
  sandbox->add_option("--port", command->port, "0 takes a free one")->check(CLI::Range(0, 65535));
  sandbox->add_option("--seed", command->seed, "Seed of the faults")
      ->check(CLI::Range(std::int64_t{0}, INT64_MAX))
      ->capture_default_str();
  sandbox->add_option(
      "--webhooks-to", command->webhooks_url,
      "Where the hub takes webhooks, such as http://127.0.0.1:8080/webhooks; signed "
      "with PATCHBAY_SANDBOX_WEBHOOK_SECRET (default: none are sent)");
  add_faults(*sandbox, *command);
  sandbox->footer(
      "Example: patchbay sandbox acme --port 8081 --seed 7 --latency 20-200 --error-rate 10\n"
      "Its books: patchbay sandbox books acme, or GET /books while it runs");
  add_sandbox_books_command(*sandbox, job);
  sandbox->callback([command, sandbox, &job] {
    if (sandbox->get_subcommands().empty()) job = [command] { return run_sandbox(*command); };
  });
}

}  // namespace patchbay::app
