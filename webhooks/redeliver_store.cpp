#include "webhooks/redeliver.h"

#include "hub/events/history.h"
#include "hub/jobs/open_jobs.h"
#include "hub/store/rows.h"
#include "webhooks/fan_out.h"

namespace patchbay::webhooks {
namespace {

using store::ColumnType;

/// A worker that has a job of ours writes its end after that of the message: until then the job
/// can be given to nobody, and would end after it was wanted again.
std::vector<jobs::NewJob> jobs_before_busy(store::Session& session,
                                           const OrganisationId& organisation,
                                           const Subscription& to,
                                           const std::vector<events::PastEvent>& events,
                                           Timestamp now, Redelivered& result) {
  std::vector<jobs::NewJob> wanted;
  std::vector<std::string> keys;
  for (const auto& past : events) {
    wanted.push_back(delivery_job(past.event, to, message_body(past.event), now));
    keys.push_back(wanted.back().key);
  }
  const auto open = jobs::find_open(session, organisation, deliver_kind, keys);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto job = open.find(keys[i]);
    if (job == open.end() || !job->second.is_at_work) continue;
    result.busy = events[i].sequence;
    wanted.resize(i);
    break;
  }
  return wanted;
}

}  // namespace

Redelivered redeliver(store::Session& session, const OrganisationId& organisation,
                      const Subscription& to, std::span<const std::int64_t> sequences,
                      Timestamp now) {
  Redelivered result;
  const auto events = events::find_events(session, organisation, sequences);
  const auto jobs = jobs_before_busy(session, organisation, to, events, now, result);
  if (jobs.empty()) return result;
  store::Rows rows({{"event_sequence", ColumnType::integer},
                    {"event_id", ColumnType::text},
                    {"event_type", ColumnType::text}});
  for (std::size_t i = 0; i < jobs.size(); ++i)
    rows.add(events[i].sequence).add(events[i].event.id).add(events[i].event.type);
  store::execute(session,
                 "INSERT INTO webhook_messages (organisation_id, endpoint_id, event_sequence, "
                 "event_id, event_type, state, reason, attempts, created_at) SELECT "
                 ":organisation, :endpoint, event_sequence, event_id, event_type, 'pending', '', "
                 "0, CAST(:now AS BIGINT) FROM {rows} AS r WHERE true ON CONFLICT "
                 "(organisation_id, endpoint_id, event_sequence) DO UPDATE SET state = 'pending', "
                 "reason = '', ended_at = NULL WHERE webhook_messages.state <> 'pending'",
                 rows, {{"organisation", organisation}, {"endpoint", to.endpoint}, {"now", now}});
  jobs::enqueue(session, jobs, now);
  // Jobs are kept for a while after their end: a key that stands there is used again.
  for (const auto& job : jobs) jobs::revive(session, organisation, deliver_kind, job.key, now);
  result.sent = static_cast<std::int64_t>(jobs.size());
  return result;
}

}  // namespace patchbay::webhooks
