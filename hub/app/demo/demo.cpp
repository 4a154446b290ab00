#include "hub/app/demo/demo.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "hub/app/demo/cast.h"
#include "hub/app/demo/progress.h"
#include "hub/app/demo/report.h"
#include "hub/app/demo/settle.h"
#include "hub/app/doors.h"
#include "hub/app/log_sink.h"
#include "hub/app/run_blocking.h"
#include "hub/app/signals.h"
#include "hub/crypto/system_random.h"
#include "hub/sync/order_feed.h"
#include "webhooks/delivery.h"

namespace patchbay::app {
namespace {

/// Retries in the demo come soon: its partners are busy for moments, not for hours.
/// Enough of them that no run of the sandbox's faults, over however many kills, uses them up.
const jobs::RetryPolicy demo_retry{200, Duration(50'000), Duration(1'000'000)};

std::string local_url(int port) { return "http://127.0.0.1:" + std::to_string(port); }

constexpr std::size_t concurrency = 128;
/// The demo is killed on purpose: a run that ended without a word says nothing against its job.
constexpr int interruptions_max = 200;

struct Stage {
  DataFolder data;
  std::vector<std::string> partners;
  Child sandbox;
  Child receiver;
};

Result<Stage> set_stage(const DemoOptions& options) {
  auto data = DataFolder::open(options);
  if (!data) return data.error();
  auto policy = policy::Policy::load(find_home().policies);
  if (!policy) return policy.error();
  auto partners = reward_partners(*policy);
  auto sandbox = start_sandbox_child(*data, options.seed, partners);
  if (!sandbox) return sandbox.error();
  auto receiver = start_receiver_child(*data);
  if (!receiver) return receiver.error();
  return Stage{std::move(*data), std::move(partners), std::move(*sandbox), std::move(*receiver)};
}

Result<HubSettings> demo_settings(const DemoOptions& options, const Stage& stage) {
  HubSettings settings;
  settings.organisation = "demo";
  settings.store_url = stage.data.store_url();
  auto address = parse_loopback(options.listen);
  if (!address) return address.error();
  settings.server.host = address->host;
  settings.server.port = address->port;
  settings.admin_token = stage.data.admin_token();
  settings.keys = stage.data.keys();
  settings.key_source.kind = KeySource::Kind::file;
  settings.key_source.file = stage.data.path("keys");
  settings.home = find_home();
  settings.cache_folder = stage.data.path("plugins");
  settings.shelf_folder = stage.data.path("plugs");
  settings.partners = demo_partners(stage.data, local_url(stage.sandbox.port()), stage.partners);
  settings.worker.name = stage.data.run_id();
  settings.worker.interruptions_max = interruptions_max;
  for (const auto* kind : {"reward.issue", "webhook.deliver"})
    settings.worker.concurrency[kind] = concurrency;
  settings.partner_retry = demo_retry;
  settings.webhook_retry = demo_retry;
  settings.webhook_networks = http::Networks::parse_list("127.0.0.0/8 ::1").value();
  settings.before_work = [&stage](store::Store& store) {
    store.run_blocking(store::Access::write, [&stage](store::Session& session) {
      webhooks::NewEndpoint receiver{"receiver", local_url(stage.receiver.port()) + "/",
                                     stage.data.webhook_secret(), ""};
      receiver.delivery.concurrency = concurrency;
      webhooks::put_endpoint(session, "demo", receiver, stage.data.keys(), system_clock().now());
    });
  };
  return settings;
}

Async<Result<void>> read_orders(Hub& hub, const DataFolder& data, Progress& progress) {
  AccountLinker linker(hub.registry(), data.keys());
  sync::FeedOptions feed;
  feed.organisation = "demo";
  feed.partner = demo_feed;
  feed.rejects_file = data.path("rejects.csv");
  feed.on_progress = [&progress](const sync::FeedProgress& done) {
    progress.update(done.bytes_done, done.bytes_total, std::to_string(done.orders) + " orders");
  };
  feed.in_transaction = [&linker](store::Session& session, std::span<const loyalty::Order> orders) {
    linker.link(session, orders);
  };
  feed.after_commit = [&hub] { hub.wake(); };
  progress.phase("Reading orders");
  auto done =
      co_await sync::run_order_feed(hub.store(), hub.caller(), hub.registry(), hub.policies(),
                                    system_clock(), crypto::system_random(), feed);
  if (!done) co_return done.error();
  progress.finish(std::to_string(done->orders) + " new orders, " + std::to_string(done->rejected) +
                  " rows rejected");
  co_return Result<void>();
}

Async<Result<DemoReport>> play(Hub& hub, const Stage& stage) {
  Progress progress;
  const std::string sandbox_url = local_url(stage.sandbox.port());
  auto read = co_await read_orders(hub, stage.data, progress);
  if (!read) co_return read.error();

  progress.phase("Issuing rewards and telling partners");
  auto settled = co_await reconcile_until_settled(hub, progress, sandbox_url,
                                                  stage.data.path("sandbox"), stage.partners);
  if (!settled) co_return settled.error();
  progress.finish("done");
  co_return co_await gather_report(hub, sandbox_url, local_url(stage.receiver.port()));
}

/// Nothing may be given up in the demo: its partners always come back.
Result<void> check_nothing_lost(const DemoReport& report) {
  if (report.dead_letters == 0 && report.rewards_issued == report.issued_at_partner) return {};
  return internal(std::to_string(report.dead_letters) +
                  " jobs were given up, or the partners' books differ from ours; hub.log in the "
                  "data folder says why");
}

/// A report that cannot be written is known before the work, not after it.
Result<void> check_report_file(const std::string& file) {
  if (file.empty()) return {};
  const auto folder = std::filesystem::absolute(file).parent_path();
  if (::access(folder.c_str(), W_OK) == 0) return {};
  return unavailable(file + ": cannot be written: " + folder.string() +
                     " is no folder that can be written to");
}

/// Prints the table, writes the JSON.
Result<void> hand_over(const DemoOptions& options, const DemoReport& report) {
  std::printf("\n%s\n", to_table(report).c_str());
  if (report.rows_rejected > 0)
    std::printf("  Rows that could not be read: %s/rejects.csv\n\n", options.data_folder.c_str());
  std::fflush(stdout);
  if (options.report_file.empty()) return {};
  return write_file(options.report_file, to_json(report));
}

}  // namespace

Result<void> run_demo(const DemoOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  if (auto writable = check_report_file(options.report_file); !writable) return writable.error();
  auto stage = set_stage(options);
  if (!stage) return stage.error();
  auto sink = make_log_sink({LogLevel::info, stage->data.path("hub.log")});
  if (!sink) return sink.error();
  set_log_sink(std::move(*sink));
  if (options.serve) hold_stop_signals();
  auto settings = demo_settings(options, *stage);
  if (!settings) return settings.error();
  auto hub = Hub::start(std::move(*settings));
  if (!hub) return hub.error();

  auto report = run_blocking((*hub)->loops(), play(**hub, *stage));
  if (!report) return report.error();
  report->seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (auto handed = hand_over(options, *report); !handed) return handed.error();

  if (auto sound = check_nothing_lost(*report); !sound) return sound.error();

  if (options.serve) {
    std::printf("  Serving %s; the admin token is in %s. Stop with Ctrl-C.\n",
                (*hub)->url().c_str(), stage->data.path("admin.token").c_str());
    std::fflush(stdout);
    wait_for_stop_signal();
  }
  (*hub)->stop(std::chrono::seconds(10));
  return {};
}

}  // namespace patchbay::app
