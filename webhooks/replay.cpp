#include "webhooks/replay.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/id.h"
#include "hub/crypto/system_random.h"
#include "hub/events/history.h"
#include "webhooks/endpoints.h"
#include "webhooks/messages.h"
#include "webhooks/payload_check.h"
#include "webhooks/redeliver.h"
#include "webhooks/replay_scan.h"
#include "webhooks/replay_target.h"
#include "webhooks/replays_store.h"

namespace patchbay::webhooks {
namespace {

constexpr std::int64_t wanted_counted_max = 100'000;  // in the transaction of the order

std::int64_t count_for(store::Session& session, const Replay& replay, const Subscription& to,
                       std::int64_t last, std::int64_t limit) {
  std::int64_t count = 0;
  auto after = events::first_sequence_since(session, replay.since) - 1;
  while (count < limit) {
    const auto step = scan_replay(session, replay, to, after, last, replay_scan_rows);
    count += static_cast<std::int64_t>(step.chosen.size());
    after = step.reached;
    if (step.at_end) break;
  }
  return std::min(count, limit);
}

Result<void> check(const Replay& replay) {
  if (replay.per_second < 1 || replay.per_second > replay_per_second_max)
    return invalid("\"per_second\" must be from 1 to " + std::to_string(replay_per_second_max));
  if (replay.until <= replay.since)
    return invalid("\"until\" must be after \"since\": there is no event between them");
  return {};
}

void enqueue_job(store::Session& session, const ReplayView& order, Timestamp now) {
  jobs::NewJob job;
  job.organisation = order.organisation;
  job.kind = replay_kind;
  job.key = order.id;
  job.payload = boost::json::serialize(boost::json::object{{"replay", order.id}});
  job.run_at = now;
  jobs::enqueue(session, {&job, 1}, now);
}

/// Whether the event may go to the endpoint; a message that exists may, as it is.
Result<void> check_meant(store::Session& session, const OrganisationId& organisation,
                         const events::PastEvent& past, const Subscription& to) {
  Replay any;
  any.what = Replayed::missed;
  const auto audience = find_audience(session, organisation, to, {&past.event.subject, 1});
  const Candidate candidate{past.sequence,          past.event.type,    past.event.subject,
                            past.event.occurred_at, past.is_fanned_out, ""};
  if (is_chosen(candidate, any, to, audience)) return {};
  return not_found("the event " + past.event.id +
                   " is not for this endpoint; why-not says why it is not");
}

}  // namespace

std::int64_t count_replay(store::Session& session, const Replay& replay, std::int64_t limit) {
  const auto to = find_subscription(session, replay.organisation, replay.endpoint);
  if (!to) return 0;
  const auto last = events::last_sequence(session);
  return count_for(session, replay, *to, last, limit);
}

Result<std::string> start_replay(store::Session& session, const Replay& replay, Timestamp now) {
  if (const auto checked = check(replay); !checked) return checked.error();
  const auto to = need_target(session, replay.organisation, replay.endpoint);
  if (!to) return to.error();
  if (is_replaying(session, replay.organisation, replay.endpoint))
    return conflict("a replay of this endpoint is at work; wait for its end or cancel it");
  ReplayProgress order;
  static_cast<Replay&>(order.view) = replay;
  order.view.id = new_id("rpl", system_clock(), crypto::system_random());
  order.view.ordered_at = now;
  order.reached = events::first_sequence_since(session, replay.since) - 1;
  order.last = events::last_sequence(session);
  order.view.wanted = count_for(session, replay, *to, order.last, wanted_counted_max);
  add_replay(session, order);
  enqueue_job(session, order.view, now);
  return order.view.id;
}

Result<void> cancel_replay(store::Session& session, const OrganisationId& organisation,
                           const std::string& id, Timestamp now) {
  auto order = find_progress(session, organisation, id);
  if (!order) return not_found("there is no replay \"" + id + "\"");
  if (order->view.ended_at) return conflict("the replay has ended: " + order->view.outcome);
  order->view.ended_at = now;
  order->view.outcome = "cancelled";
  keep_progress(session, *order);
  return {};
}

Result<void> replay_message(store::Session& session, const OrganisationId& organisation,
                            const std::string& endpoint, const std::string& event, Timestamp now) {
  const auto to = need_target(session, organisation, endpoint);
  if (!to) return to.error();
  const auto past = events::find_event(session, organisation, event);
  if (!past) return not_found("there is no event \"" + event + "\"; retention may have taken it");
  const auto message = find_message(session, organisation, endpoint, event);
  if (message && message->state == "pending")
    return conflict("the message is on its way already; see its next attempt");
  if (!message)
    if (const auto meant = check_meant(session, organisation, *past, *to); !meant) return meant;
  const auto done = redeliver(session, organisation, *to, {&past->sequence, 1}, now);
  if (done.busy) return conflict("its last attempt is just ending; ask again in a moment");
  if (done.sent == 0) return check_payload(past->event.type, past->event.data);
  return {};
}

}  // namespace patchbay::webhooks
