#include "webhooks/redeliver.h"

#include "hub/events/history.h"
#include "hub/jobs/open_jobs.h"
#include "hub/store/rows.h"
#include "webhooks/message_job.h"
#include "webhooks/payload_check.h"

namespace patchbay::webhooks {
namespace {

using store::ColumnType;

/// A message and its job.
struct Wanted {
  const events::PastEvent* past;
  jobs::NewJob job;
};

std::vector<Wanted> sendable(const std::vector<events::PastEvent>& events, const Subscription& to,
                             Timestamp now) {
  std::vector<Wanted> wanted;
  for (const auto& past : events)
    if (check_payload(past.event.type, past.event.data))
      wanted.push_back({&past, delivery_job(past.event, to, message_body(past.event), now)});
  return wanted;
}

/// A worker that has a job of ours writes its end after that of the message: until then the job
/// can be given to nobody, and would end after it was wanted again.
void stop_at_busy(store::Session& session, const OrganisationId& organisation,
                  std::vector<Wanted>& wanted, Redelivered& result) {
  std::vector<std::string> keys;
  for (const auto& one : wanted) keys.push_back(one.job.key);
  const auto open = jobs::find_open(session, organisation, deliver_kind, keys);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto job = open.find(keys[i]);
    if (job == open.end() || !job->second.is_at_work) continue;
    result.busy = wanted[i].past->sequence;
    wanted.erase(wanted.begin() + static_cast<std::ptrdiff_t>(i), wanted.end());
    return;
  }
}

}  // namespace

Redelivered redeliver(store::Session& session, const OrganisationId& organisation,
                      const Subscription& to, std::span<const std::int64_t> sequences,
                      Timestamp now) {
  Redelivered result;
  const auto events = events::find_events(session, organisation, sequences);
  auto wanted = sendable(events, to, now);
  stop_at_busy(session, organisation, wanted, result);
  if (wanted.empty()) return result;
  store::Rows rows({{"event_sequence", ColumnType::integer},
                    {"event_id", ColumnType::text},
                    {"event_type", ColumnType::text}});
  std::vector<jobs::NewJob> jobs;
  for (auto& one : wanted) {
    rows.add(one.past->sequence).add(one.past->event.id).add(one.past->event.type);
    jobs.push_back(std::move(one.job));
  }
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
