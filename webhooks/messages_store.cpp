#include "webhooks/messages_store.h"

#include "hub/store/query.h"
#include "hub/store/rows.h"
#include "webhooks/delivery.h"

namespace patchbay::webhooks {

using store::ColumnType;
using store::Rows;

void add_messages(store::Session& session, std::span<const Message> messages, Timestamp now) {
  if (messages.empty()) return;
  Rows rows({{"organisation_id", ColumnType::text},
             {"event_id", ColumnType::text},
             {"endpoint_id", ColumnType::text},
             {"created_at", ColumnType::integer}});
  for (const auto& message : messages) {
    rows.add(message.organisation).add(message.event).add(message.endpoint).add(now.micros);
  }
  store::execute(session,
                 "INSERT INTO webhook_messages (organisation_id, event_id, endpoint_id, state, "
                 "created_at) SELECT organisation_id, event_id, endpoint_id, 'pending', "
                 "created_at FROM {rows} AS r WHERE true ON CONFLICT DO NOTHING",
                 rows);
}

void record_attempts(store::Session& session, std::span<const Attempt> attempts) {
  Rows rows({{"organisation_id", ColumnType::text},
             {"event_id", ColumnType::text},
             {"endpoint_id", ColumnType::text},
             {"started_at", ColumnType::integer},
             {"attempt", ColumnType::integer},
             {"status", ColumnType::integer},
             {"failure", ColumnType::text},
             {"duration_us", ColumnType::integer},
             {"state", ColumnType::text}});
  for (const auto& attempt : attempts) {
    rows.add(attempt.message.organisation)
        .add(attempt.message.event)
        .add(attempt.message.endpoint)
        .add(attempt.started_at.micros)
        .add(std::int64_t{attempt.number})
        .add(std::int64_t{attempt.status})
        .add(attempt.failure)
        .add(attempt.length.count())
        .add(attempt.state);
  }
  store::execute(session,
                 "INSERT INTO webhook_attempts (organisation_id, event_id, endpoint_id, "
                 "started_at, attempt, status, failure, duration_us) SELECT organisation_id, "
                 "event_id, endpoint_id, started_at, attempt, status, failure, duration_us "
                 "FROM {rows} AS r WHERE true ON CONFLICT DO NOTHING",
                 rows);
  store::execute(session,
                 "UPDATE webhook_messages SET state = r.state, ended_at = r.started_at + "
                 "r.duration_us FROM {rows} AS r WHERE r.state <> 'pending' "
                 "AND webhook_messages.organisation_id = r.organisation_id "
                 "AND webhook_messages.event_id = r.event_id "
                 "AND webhook_messages.endpoint_id = r.endpoint_id "
                 "AND webhook_messages.state <> 'delivered'",
                 rows);
}

bool is_delivered(store::Session& session, const Message& message) {
  const auto state = store::query_value<std::string>(
      session,
      "SELECT state FROM webhook_messages WHERE organisation_id = :organisation "
      "AND event_id = :event AND endpoint_id = :endpoint",
      {{"organisation", message.organisation},
       {"event", message.event},
       {"endpoint", message.endpoint}});
  return state == "delivered";
}

std::int64_t count_delivered(store::Session& session, const OrganisationId& organisation) {
  return store::query_value<std::int64_t>(session,
                                          "SELECT COUNT(*) FROM webhook_messages WHERE "
                                          "organisation_id = :organisation AND state = 'delivered'",
                                          {{"organisation", organisation}})
      .value_or(0);
}

}  // namespace patchbay::webhooks
