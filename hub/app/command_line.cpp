#include "hub/app/command_line.h"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "hub/app/commands.h"
#include "hub/app/config.h"
#include "hub/app/demo/demo.h"
#include "hub/app/hiding.h"
#include "hub/app/log_sink.h"
#include "hub/app/operator/commands.h"
#include "hub/app/version.h"
#include "hub/base/embedded.h"

namespace patchbay::app {
namespace {

using Job = CommandJob;

/// Help and version go to standard output; what is wrong is one line on standard error.
int explain(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);
  std::fprintf(stderr, "patchbay: %s; try: patchbay --help\n", error.what());
  return 2;
}

/// Runs a job, turns its error into one line.
int run(const Job& job) {
  try {
    const auto done = job();
    if (done) return 0;
    std::fprintf(stderr, "patchbay: %s\n", done.error().message.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "patchbay: %s\n", error.what());
  }
  return 1;
}

void add_demo(CLI::App& app, DemoOptions& options, Job& job) {
  auto* demo = app.add_subcommand(
      "demo", "Run the whole hub on orders from a file, against a partner sandbox");
  demo->add_option("--orders", options.orders_file,
                   "CSV with the columns order_id, customer_id, date, amount_usd "
                   "(default: a generated sample)");
  demo->add_option("--data", options.data_folder, "Folder for store, books, secrets")
      ->capture_default_str();
  demo->add_option("--store", options.store_url,
                   "sqlite:///path or postgresql://user:password@host:port/database "
                   "(default: a file in the data folder)");
  demo->add_option("--report", options.report_file, "Write the closing table as JSON to this file");
  demo->add_option("--seed", options.seed, "Seed of the sandbox's faults")
      ->check(CLI::Range(std::int64_t{0}, INT64_MAX))
      ->capture_default_str();
  demo->add_option("--listen", options.listen, "Address of the API; port 0 takes a free one")
      ->capture_default_str();
  demo->add_flag("--serve", options.serve, "Stay up when the job is done, until Ctrl-C");
  demo->callback([&] { job = [&] { return run_demo(options); }; });
}

void add_serve(CLI::App& app, ServeOptions& options, Job& job) {
  auto* serve = app.add_subcommand("serve", "Run the hub by its configuration until SIGTERM");
  serve->add_option("--config", options.config_file, "TOML file (see: patchbay config reference)");
  serve->callback([&] { job = [&] { return run_serve(options); }; });
}

void add_webhook_send(CLI::App& group, SendCommand& command, Job& job) {
  auto* send = group.add_subcommand("send",
                                    "Sign one message and send it. The secret comes from "
                                    "PATCHBAY_WEBHOOK_SECRET: whsec_ (v1) or whsk_ (v1a).");
  send->add_option("--to", command.url, "http or https")->required();
  send->add_option("--type", command.type, "Such as reward.issued")->required();
  send->add_option("--data", command.data, "A JSON object, or @FILE")->capture_default_str();
  send->add_option("--id", command.id, "The webhook-id (default: a new one)");
  send->add_flag("--json", command.json, "The answer as JSON");
  send->footer(
      "Example: patchbay webhook send --to http://localhost:3000/hooks --type tier.updated \\\n"
      "           --data '{\"customer\":\"42\",\"tier\":\"gold\"}'");
  send->callback([&] { job = [&] { return run_webhook_send(command); }; });
}

void add_webhook(CLI::App& app, ListenCommand& command, SendCommand& sending, Job& job) {
  auto* webhook = app.add_subcommand("webhook", "Tools for webhooks");
  webhook->require_subcommand(1);
  auto* listen =
      webhook->add_subcommand("listen",
                              "Receive and verify webhooks, keep a book. The secret comes from "
                              "PATCHBAY_WEBHOOK_SECRET: whsec_ (v1), whpk_ or whsk_ (v1a).");
  listen->add_option("--book", command.book_file, "JSON lines file, one webhook a line")
      ->capture_default_str();
  listen->add_option("--port", command.port, "0 takes a free one")->check(CLI::Range(0, 65535));
  listen->add_option("--forward", command.forward_url,
                     "Hand each verified message on to this URL, print it, and answer what that "
                     "answers");
  listen->footer("Example: patchbay webhook listen --port 4400 --forward http://localhost:3000/");
  listen->callback([&] { job = [&] { return run_webhook_listen(command); }; });
  add_webhook_send(*webhook, sending, job);
}

void add_config(CLI::App& app, Job& job) {
  auto* config = app.add_subcommand("config", "The configuration");
  config->require_subcommand(1);
  auto* reference =
      config->add_subcommand("reference", "Print every setting with its default, as TOML");
  reference->callback([&] {
    job = [] {
      std::fputs(config_reference().c_str(), stdout);
      return Result<void>();
    };
  });
}

void add_completion(CLI::App& app, Job& job) {
  auto* completion = app.add_subcommand(
      "completion", "Print shell completion: source <(patchbay completion bash)");
  completion->require_subcommand(1);
  completion->add_subcommand("bash", "For bash")->callback([&] {
    job = [] {
      for (const auto& file : embedded_completions())
        std::fwrite(file.text.data(), 1, file.text.size(), stdout);
      return Result<void>();
    };
  });
}

}  // namespace

int run_command_line(int count, char** words) {
  hide_memory();
  ::umask(077);  // stores, books and logs are for their owner only
  CLI::App app("Patchbay: the one process between a programme and its reward partners.");
  app.name("patchbay");
  app.set_version_flag("--version", std::string("patchbay ") + program_version());
  app.require_subcommand(0, 1);
  app.footer("Start with: patchbay demo");

  Job job;
  DemoOptions demo;
  ServeOptions serve;
  ListenCommand listen;
  SendCommand send;
  add_demo(app, demo, job);
  add_serve(app, serve, job);
  add_sandbox_command(app, job);
  add_lua_command(app, job);
  add_partner_commands(app, job);
  add_policy_commands(app, job);
  add_link_commands(app, job);
  add_consent_commands(app, job);
  add_schedule_commands(app, job);
  add_webhook(app, listen, send, job);
  add_endpoint_commands(app, job);
  add_message_commands(app, job);
  add_inbound_commands(app, job);
  add_config(app, job);
  add_backup_commands(app, job);
  add_credential_commands(app, job);
  add_dead_commands(app, job);
  add_switch_commands(app, job);
  add_hub_commands(app, job);
  add_audit_commands(app, job);
  add_keys_commands(app, job);
  add_customer_commands(app, job);
  add_completion(app, job);
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return explain(app, error);
  }
  hide_passwords(count, words);
  if (!job) {
    std::fputs(app.help().c_str(), stderr);
    return 2;
  }
  // Until a command says otherwise: what a person must see, on standard error.
  if (auto sink = make_log_sink({LogLevel::warning, {}})) set_log_sink(std::move(*sink));
  return run(job);
}

}  // namespace patchbay::app
