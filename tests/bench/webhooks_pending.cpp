#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/bench/webhooks_stage.h"
#include "tests/support/process.h"
#include "webhooks/delivery.h"
#include "webhooks/fan_out.h"

namespace patchbay::bench {
namespace {

constexpr std::size_t pending = 1'000'000;
constexpr std::size_t events_a_transaction = 2'000;
constexpr auto watched_for = std::chrono::seconds(20);
constexpr double aim_mib = 200;
const std::string key(64, 'a');

/// Messages whose jobs are due, made by the fan-out itself.
void fill(store::Store& store, std::uint16_t port) {
  const auto keys = crypto::KeyRing::from_hex_key(Secret(key)).value();
  const auto now = system_clock().now();
  store.run_blocking(store::Access::write, [&](store::Session& session) {
    webhooks::put_endpoint(session, "default",
                           {"receiver", "http://127.0.0.1:" + std::to_string(port) + "/",
                            Secret(std::string("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")), ""},
                           keys, now);
  });
  webhooks::Subscriptions subscriptions;
  for (std::size_t first = 0; first < pending; first += events_a_transaction)
    store.run_blocking(store::Access::write, [&](store::Session& session) {
      std::vector<events::NewEvent> some;
      for (std::size_t n = first; n < first + events_a_transaction; ++n) {
        const std::string number = std::to_string(n);
        some.push_back({"evt_bench_" + number, "tier.updated", "customer-" + number, event_data(n),
                        "t/" + number});
      }
      events::append(session, "default", some, now);
      webhooks::fan_out(session, subscriptions, events_a_transaction, now);
    });
}

/// VmHWM of a process: the most memory it ever had.
double peak_mib(int pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  constexpr std::string_view name = "VmHWM:";
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name)) return std::stod(line.substr(name.size())) / 1024;
  throw std::runtime_error("the hub has ended");
}

}  // namespace

void measure_pending(const WebhookPlace& place, std::vector<Measurement>& results) {
  Receiver receiver;
  const std::string url = "sqlite://" + (place.folder / "pending.db").string();
  fill(*store::open_store({.url = url}).value(), receiver.port());
  test::Process hub({test::patchbay_binary(), "serve"},
                    {{"PATCHBAY_STORE_URL", url},
                     {"PATCHBAY_PATHS_DATA", (place.folder / "pending").string()},
                     {"PATCHBAY_PATHS_POLICIES", test::source_folder() + "/examples/policies"},
                     {"ENCRYPTION_KEY", key},
                     {"PATCHBAY_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8"},
                     {"PATCHBAY_HTTP_LISTEN", "127.0.0.1:0"}});
  if (hub.wait_for_line("serving http://").empty())
    throw std::runtime_error("the hub did not start: " + hub.standard_error());
  std::this_thread::sleep_for(watched_for);
  if (receiver.count() == 0) throw std::runtime_error("the hub delivered nothing");
  results.push_back({"pending_million_rss_mib", peak_mib(hub.pid()), "MiB", aim_mib});
  hub.signal(SIGKILL);
  hub.wait();
}

}  // namespace patchbay::bench
