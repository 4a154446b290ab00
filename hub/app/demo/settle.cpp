#include "hub/app/demo/settle.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "hub/app/demo/cast.h"
#include "hub/crypto/system_random.h"
#include "hub/events/outbox.h"
#include "hub/jobs/queue.h"
#include "hub/loyalty/rewards.h"
#include "hub/sync/reconcile.h"

namespace patchbay::app {
namespace {

constexpr std::chrono::milliseconds idle_look{10};
constexpr std::chrono::milliseconds round_pause{100};
constexpr int idle_looks_max = 60'000;  // ten minutes
constexpr int rounds_max = 600;         // a minute and the reconciling itself
/// The hub's upkeep in a store that `serve` used is never done: only these are waited for.
constexpr std::array<std::string_view, 2> demo_work{"reward.issue", "webhook.deliver"};

std::int64_t open_rewards(store::Session& session) {
  std::int64_t open = 0;
  for (const auto& [key, count] : loyalty::count_rewards(session, "demo"))
    if (loyalty::is_open(key.second)) open += count;
  return open;
}

Async<Result<void>> write_reports(Hub& hub, std::string sandbox_url) {
  http::ClientRequest request;
  request.method = "POST";
  request.url = sandbox_url + "/_reports";
  const auto exchange = co_await hub.client_here().send(std::move(request));
  const auto* answer = std::get_if<http::Response>(&exchange);
  if (answer == nullptr || answer->status != 200)
    co_return unavailable("the sandbox did not write its reports");
  co_return Result<void>();
}

}  // namespace

Async<Result<void>> wait_until_idle(Hub& hub, Progress& progress) {
  std::int64_t most = 0;
  for (int look = 0; look < idle_looks_max; ++look) {
    const auto [open, waiting] = co_await hub.store().read([](store::Session& session) {
      return std::pair(jobs::count_open(session, "demo", demo_work),
                       events::count_waiting(session));
    });
    if (open == 0 && waiting == 0) co_return Result<void>();
    most = std::max(most, open + waiting);
    progress.update(most - open - waiting, most,
                    std::to_string(open) + " jobs and " + std::to_string(waiting) + " events open");
    co_await sleep_for(idle_look);
  }
  co_return unavailable("jobs are still open after ten minutes; run the same command again");
}

Async<Result<void>> reconcile_until_settled(Hub& hub, Progress& progress, std::string sandbox_url,
                                            std::string books_folder,
                                            std::vector<std::string> partners) {
  for (int round = 0; round < rounds_max; ++round) {
    auto idle = co_await wait_until_idle(hub, progress);
    if (!idle) co_return idle;
    const auto open = co_await hub.store().read(open_rewards);
    auto written = co_await write_reports(hub, sandbox_url);
    if (!written) co_return written;
    for (const auto& partner : partners) {
      const std::string path = books_folder + "/" + partner + ".report.csv";
      auto counts = co_await sync::reconcile_partner(hub.store(), hub.caller(), hub.registry(),
                                                     "demo", demo_reports, partner, path,
                                                     system_clock(), crypto::system_random());
      if (!counts) co_return counts.error();
    }
    hub.wake();
    // A round that began with nothing open has matched everything that was ever issued.
    if (open == 0) co_return co_await wait_until_idle(hub, progress);
    co_await sleep_for(round_pause);
  }
  co_return unavailable("rewards are still unconfirmed; run the same command again");
}

}  // namespace patchbay::app
