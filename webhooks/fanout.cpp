#include "hub/base/failpoint.h"
#include "webhooks/delivery.h"
#include "webhooks/fan_out.h"

namespace patchbay::webhooks {
namespace {

struct Fanout {
  FanoutParts parts;
  Subscriptions subscriptions;  ///< of one round at a time
};

/// One batch; says how long to rest before the next.
Async<Duration> fan_out_round(std::shared_ptr<Fanout> fanout) {
  const auto* parts = &fanout->parts;
  if (!parts->may_change()) co_return parts->idle_poll;
  const Timestamp now = parts->clock.now();
  const std::size_t limit = fanout->subscriptions.events_per_step();
  const std::size_t taken = co_await parts->store.write([&](store::Session& session) {
    const std::size_t events = fan_out(session, fanout->subscriptions, limit, now);
    if (events > 0) failpoint("webhooks.fan_out.before_commit");
    return events;
  });
  if (taken > 0) failpoint("webhooks.fan_out.committed");
  if (taken > 0 && parts->after_commit) parts->after_commit();
  co_return taken == limit ? Duration(0) : parts->idle_poll;
}

/// Rounds that every commit of events wakes.
class WokenRounds final : public Rounds {
 public:
  WokenRounds(store::Store& store, std::unique_ptr<Rounds> rounds)
      : rounds_(std::move(rounds)),
        events_(store.subscribe(events::outbox_channel, [this] { rounds_->wake(); })) {}
  void wake() override { rounds_->wake(); }

 private:
  std::unique_ptr<Rounds> rounds_;
  store::Store::Subscription events_;  ///< ends first
};

}  // namespace

std::unique_ptr<Rounds> start_fanout(FanoutParts given) {
  const auto fanout = std::make_shared<Fanout>(Fanout{std::move(given), {}});
  auto rounds = start_rounds(fanout->parts.loops.next(), "webhooks.fanout",
                             [fanout] { return fan_out_round(fanout); });
  return std::make_unique<WokenRounds>(fanout->parts.store, std::move(rounds));
}

}  // namespace patchbay::webhooks
