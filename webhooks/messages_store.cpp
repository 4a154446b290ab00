#include "webhooks/messages_store.h"

#include "hub/store/query.h"
#include "hub/store/rows.h"
#include "webhooks/delivery.h"

namespace patchbay::webhooks {
namespace {

using store::ColumnType;
using store::Rows;

void insert_attempts(store::Session& session, std::span<const Attempt> attempts) {
  Rows rows({{"organisation_id", ColumnType::text},
             {"endpoint_id", ColumnType::text},
             {"event_sequence", ColumnType::integer},
             {"started_at", ColumnType::integer},
             {"attempt", ColumnType::integer},
             {"status", ColumnType::integer},
             {"failure", ColumnType::text},
             {"duration_us", ColumnType::integer},
             {"headers", ColumnType::text},
             {"body", ColumnType::text},
             {"body_encoding", ColumnType::text}});
  rows.reserve(attempts.size());
  for (const auto& attempt : attempts) {
    rows.add(attempt.key.organisation).add(attempt.key.endpoint).add(attempt.key.sequence);
    rows.add(attempt.started_at).add(attempt.number).add(attempt.status).add(attempt.failure);
    rows.add(attempt.length.count()).add(attempt.headers).add(attempt.body);
    rows.add(attempt.body_encoding);
  }
  store::execute(session,
                 "INSERT INTO webhook_attempts (organisation_id, endpoint_id, event_sequence, "
                 "started_at, attempt, status, failure, duration_us, headers, body, body_encoding) "
                 "SELECT organisation_id, endpoint_id, event_sequence, started_at, attempt, "
                 "status, failure, duration_us, headers, body, body_encoding FROM {rows} AS r "
                 "WHERE true ON CONFLICT DO NOTHING",
                 rows);
}

void move_messages(store::Session& session, std::span<const Attempt> attempts) {
  Rows rows({{"organisation_id", ColumnType::text},
             {"endpoint_id", ColumnType::text},
             {"event_sequence", ColumnType::integer},
             {"state", ColumnType::text},
             {"reason", ColumnType::text},
             {"sent", ColumnType::integer},
             {"ended_at", ColumnType::integer}});
  rows.reserve(attempts.size());
  for (const auto& attempt : attempts) {
    const std::string_view state = attempt.state;
    const bool is_over = state == "delivered" || state == "dead";
    rows.add(attempt.key.organisation).add(attempt.key.endpoint).add(attempt.key.sequence);
    rows.add(state).add(state == "delivered" ? std::string() : attempt.failure);
    rows.add(attempt.was_sent ? 1 : 0);
    if (is_over)
      rows.add(attempt.started_at + attempt.length);
    else
      rows.add_null();
  }
  store::execute(session,
                 "UPDATE webhook_messages SET state = r.state, reason = r.reason, "
                 "attempts = attempts + r.sent, ended_at = r.ended_at FROM {rows} AS r "
                 "WHERE webhook_messages.organisation_id = r.organisation_id "
                 "AND webhook_messages.endpoint_id = r.endpoint_id "
                 "AND webhook_messages.event_sequence = r.event_sequence "
                 "AND webhook_messages.state <> 'delivered'",
                 rows);
}

}  // namespace

void add_messages(store::Session& session, std::span<const NewMessage> messages, Timestamp now) {
  if (messages.empty()) return;
  Rows rows({{"organisation_id", ColumnType::text},
             {"endpoint_id", ColumnType::text},
             {"event_sequence", ColumnType::integer},
             {"event_id", ColumnType::text},
             {"event_type", ColumnType::text},
             {"state", ColumnType::text},
             {"reason", ColumnType::text},
             {"ended_at", ColumnType::integer}});
  rows.reserve(messages.size());
  for (const auto& message : messages) {
    rows.add(message.key.organisation).add(message.key.endpoint).add(message.key.sequence);
    rows.add(message.event).add(message.event_type).add(message.state).add(message.reason);
    if (std::string_view(message.state) == "dead")
      rows.add(now);
    else
      rows.add_null();
  }
  store::execute(session,
                 "INSERT INTO webhook_messages (organisation_id, endpoint_id, event_sequence, "
                 "event_id, event_type, state, reason, attempts, created_at, ended_at) SELECT "
                 "organisation_id, endpoint_id, event_sequence, event_id, event_type, state, "
                 "reason, 0, :now, ended_at FROM {rows} AS r WHERE true ON CONFLICT DO NOTHING",
                 rows, {{"now", now}});
}

void record_attempts(store::Session& session, std::span<const Attempt> attempts) {
  std::vector<Attempt> told;  // a message that is held was not tried, and has not ended
  const auto is_told = [](const Attempt& attempt) {
    return attempt.was_sent || std::string_view(attempt.state) != "held";
  };
  const bool all = std::all_of(attempts.begin(), attempts.end(), is_told);
  if (!all) std::copy_if(attempts.begin(), attempts.end(), std::back_inserter(told), is_told);
  insert_attempts(session, all ? attempts : told);
  move_messages(session, attempts);
}

std::optional<MessageKey> find_by_job_key(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& job_key) {
  const auto slash = job_key.rfind('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto sequence = store::query_value<std::int64_t>(
      session, "SELECT sequence FROM events WHERE organisation_id = :organisation AND id = :id",
      {{"organisation", organisation}, {"id", job_key.substr(0, slash)}});
  if (!sequence) return std::nullopt;
  return MessageKey{organisation, job_key.substr(slash + 1), *sequence};
}

void bury_pending(store::Session& session, const MessageKey& key, const std::string& reason,
                  Timestamp now) {
  store::execute(session,
                 "UPDATE webhook_messages SET state = 'dead', reason = :reason, ended_at = :now "
                 "WHERE organisation_id = :organisation AND endpoint_id = :endpoint "
                 "AND event_sequence = :sequence AND state = 'pending'",
                 {{"reason", reason},
                  {"now", now},
                  {"organisation", key.organisation},
                  {"endpoint", key.endpoint},
                  {"sequence", key.sequence}});
}

std::optional<Timestamp> first_attempt_at(store::Session& session, const MessageKey& key) {
  return store::query_value<Timestamp>(
      session,
      "SELECT MIN(started_at) FROM webhook_attempts WHERE organisation_id = :organisation "
      "AND endpoint_id = :endpoint AND event_sequence = :sequence",
      {{"organisation", key.organisation}, {"endpoint", key.endpoint}, {"sequence", key.sequence}});
}

bool is_delivered(store::Session& session, const MessageKey& key) {
  const auto state = store::query_value<std::string>(
      session,
      "SELECT state FROM webhook_messages WHERE organisation_id = :organisation "
      "AND endpoint_id = :endpoint AND event_sequence = :sequence",
      {{"organisation", key.organisation}, {"endpoint", key.endpoint}, {"sequence", key.sequence}});
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
