#include "hub/base/failpoint.h"
#include "webhooks/delivery.h"
#include "webhooks/fan_out.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t events_per_batch_max = 1000;
constexpr Duration idle_poll{200'000};

/// One batch; says how long to rest before the next.
Async<Duration> fan_out_round(std::shared_ptr<const FanoutParts> parts) {
  if (!parts->may_change()) co_return idle_poll;
  const Timestamp now = parts->clock.now();
  const std::size_t taken = co_await parts->store.write([now](store::Session& session) {
    const std::size_t events = fan_out(session, events_per_batch_max, now);
    if (events > 0) failpoint("webhooks.fan_out.before_commit");
    return events;
  });
  if (taken > 0) failpoint("webhooks.fan_out.committed");
  if (taken > 0 && parts->after_commit) parts->after_commit();
  co_return taken == events_per_batch_max ? Duration(0) : idle_poll;
}

}  // namespace

std::unique_ptr<Rounds> start_fanout(FanoutParts given) {
  const auto parts = std::make_shared<const FanoutParts>(std::move(given));
  return start_rounds(parts->loops.next(), "webhooks.fanout",
                      [parts] { return fan_out_round(parts); });
}

}  // namespace patchbay::webhooks
