#include "hub/base/failpoint.h"
#include "webhooks/redeliver.h"
#include "webhooks/replay_scan.h"
#include "webhooks/replay_target.h"
#include "webhooks/replays_store.h"

namespace patchbay::webhooks {
namespace {

constexpr Duration second(1'000'000);

enum class Pace { next_second, at_once, ended };

Pace replay_slice(store::Session& session, const OrganisationId& organisation,
                  const std::string& id, Timestamp now) {
  auto order = find_progress(session, organisation, id);
  if (!order || order->view.ended_at) return Pace::ended;
  const auto end = [&](std::string outcome) {
    order->view.ended_at = now;
    order->view.outcome = std::move(outcome);
    keep_progress(session, *order);
    return Pace::ended;
  };
  const auto to = need_target(session, organisation, order->view.endpoint);
  if (!to) return end(to.error().message);
  const auto step = scan_replay(session, order->view, *to, order->reached, order->last,
                                static_cast<std::size_t>(order->view.per_second));
  const auto done = redeliver(session, organisation, *to, step.chosen, now);
  order->view.sent += done.sent;
  order->reached = done.busy ? *done.busy - 1 : step.reached;
  if (step.at_end && !done.busy) return end("done");
  keep_progress(session, *order);
  return step.chosen.empty() ? Pace::at_once : Pace::next_second;
}

struct Replayer {
  store::Store& store;
  const Clock& clock;
};

Async<jobs::End> run(std::shared_ptr<const Replayer> self, jobs::Job job) {
  const Timestamp now = self->clock.now();
  auto work = [&job, now](store::Session& session) {
    const auto pace = replay_slice(session, job.organisation, job.key, now);
    failpoint("webhooks.replay.before_commit");
    return pace;
  };
  const auto pace = co_await self->store.write(work);
  failpoint("webhooks.replay.committed");
  if (pace == Pace::ended) co_return jobs::Done{};
  const Duration rest = pace == Pace::at_once ? Duration(0) : second;
  co_return jobs::Later{now + rest, "more messages go out at the pace that was ordered"};
}

}  // namespace

jobs::Handler make_replayer(store::Store& store, const Clock& clock) {
  auto self = std::make_shared<const Replayer>(Replayer{store, clock});
  return [self](jobs::Job job) { return run(self, std::move(job)); };
}

}  // namespace patchbay::webhooks
