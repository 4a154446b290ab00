#include "hub/base/failpoint.h"
#include "webhooks/delivery.h"
#include "webhooks/fan_out.h"

namespace patchbay::webhooks {
namespace {

constexpr Duration idle_poll{200'000};

struct Fanout {
  FanoutParts parts;
  Subscriptions subscriptions;  ///< of one round at a time
};

/// One batch; says how long to rest before the next.
Async<Duration> fan_out_round(std::shared_ptr<Fanout> fanout) {
  const auto* parts = &fanout->parts;
  if (!parts->may_change()) co_return idle_poll;
  const Timestamp now = parts->clock.now();
  const std::size_t limit = fanout->subscriptions.events_per_step();
  const std::size_t taken = co_await parts->store.write([&](store::Session& session) {
    const std::size_t events = fan_out(session, fanout->subscriptions, limit, now);
    if (events > 0) failpoint("webhooks.fan_out.before_commit");
    return events;
  });
  if (taken > 0) failpoint("webhooks.fan_out.committed");
  if (taken > 0 && parts->after_commit) parts->after_commit();
  co_return taken == limit ? Duration(0) : idle_poll;
}

}  // namespace

std::unique_ptr<Rounds> start_fanout(FanoutParts given) {
  const auto fanout = std::make_shared<Fanout>(Fanout{std::move(given), {}});
  return start_rounds(fanout->parts.loops.next(), "webhooks.fanout",
                      [fanout] { return fan_out_round(fanout); });
}

}  // namespace patchbay::webhooks
