#include "hub/events/history.h"
#include "hub/jobs/open_jobs.h"
#include "hub/store/query.h"
#include "webhooks/message_job.h"
#include "webhooks/messages.h"

namespace patchbay::webhooks {
namespace {

constexpr std::int64_t attempts_shown_max = 100;

/// An event outlives its messages (events::purge), so all of it can be read by the event.
constexpr const char* columns =
    "SELECT m.event_sequence, m.event_id, m.event_type, m.state, m.reason, m.attempts, "
    "m.created_at, m.ended_at FROM webhook_messages m CROSS JOIN events e WHERE e.sequence = "
    "m.event_sequence AND m.organisation_id = :organisation AND m.endpoint_id = :endpoint AND ";

constexpr const char* matching =
    "m.event_sequence < :before AND m.event_sequence >= :first AND (:state = '' OR m.state = "
    ":state) AND (:type = '' OR m.event_type = :type) AND e.occurred_at >= :since AND "
    "e.occurred_at < :until";
/// Few messages are in these states, and they have an index.
constexpr const char* in_few = " AND m.state IN ('held', 'dead')";

auto add_to(std::vector<MessageView>& messages, const std::string& endpoint) {
  return [&messages, &endpoint](std::int64_t sequence, std::string event, std::string type,
                                std::string state, std::string reason, std::int64_t attempts,
                                Timestamp created_at, std::optional<Timestamp> ended_at) {
    MessageView message;
    message.sequence = sequence;
    message.event = std::move(event);
    message.event_type = std::move(type);
    message.endpoint = endpoint;
    message.state = std::move(state);
    message.reason = std::move(reason);
    message.attempts = attempts;
    message.created_at = created_at;
    message.ended_at = ended_at;
    messages.push_back(std::move(message));
  };
}

/// When those that are pending go out, and what keeps them.
void add_next(store::Session& session, const OrganisationId& organisation,
              std::vector<MessageView>& messages) {
  std::vector<std::string> keys;
  for (const auto& message : messages)
    if (message.state == "pending")
      keys.push_back(message_job_key(message.event, message.endpoint));
  const auto open = jobs::find_open(session, organisation, deliver_kind, keys);
  for (auto& message : messages) {
    if (message.state != "pending") continue;
    const auto job = open.find(message_job_key(message.event, message.endpoint));
    if (job == open.end()) continue;
    message.next_at = job->second.due_at;
    if (message.reason.empty()) message.reason = job->second.reason;
  }
}

}  // namespace

std::vector<MessageView> list_messages(store::Session& session, const MessageFilter& filter,
                                       std::int64_t before, std::size_t limit) {
  std::vector<MessageView> messages;
  const bool is_few = filter.state == "held" || filter.state == "dead";
  const auto first = filter.since ? events::first_sequence_since(session, *filter.since) : 0;
  store::query(session,
               std::string(columns) + matching + (is_few ? in_few : "") +
                   " ORDER BY m.event_sequence DESC LIMIT :most",
               {{"organisation", filter.organisation},
                {"endpoint", filter.endpoint},
                {"before", before > 0 ? before : INT64_MAX},
                {"first", first},
                {"state", filter.state},
                {"type", filter.event_type},
                {"since", filter.since.value_or(Timestamp{0})},
                {"until", filter.until.value_or(Timestamp{INT64_MAX})},
                {"most", limit}},
               add_to(messages, filter.endpoint));
  add_next(session, filter.organisation, messages);
  return messages;
}

std::optional<MessageView> find_message(store::Session& session, const OrganisationId& organisation,
                                        const std::string& endpoint, const std::string& event) {
  const auto past = events::find_event(session, organisation, event);
  if (!past) return std::nullopt;
  std::vector<MessageView> messages;
  store::query(
      session, std::string(columns) + "m.event_sequence = :sequence",
      {{"organisation", organisation}, {"endpoint", endpoint}, {"sequence", past->sequence}},
      add_to(messages, endpoint));
  if (messages.empty()) return std::nullopt;
  add_next(session, organisation, messages);
  return std::move(messages.front());
}

std::vector<AttemptView> list_attempts(store::Session& session, const OrganisationId& organisation,
                                       const std::string& endpoint, std::int64_t sequence) {
  std::vector<AttemptView> attempts;
  store::query(
      session,
      "SELECT attempt, started_at, duration_us, status, failure, headers, body, "
      "body_encoding FROM webhook_attempts WHERE organisation_id = :organisation AND "
      "endpoint_id = :endpoint AND event_sequence = :sequence ORDER BY started_at DESC, "
      "attempt DESC LIMIT :most",
      {{"organisation", organisation},
       {"endpoint", endpoint},
       {"sequence", sequence},
       {"most", attempts_shown_max}},
      [&](std::int64_t number, Timestamp started_at, std::int64_t length, std::int64_t status,
          std::string failure, std::string headers, std::string body, std::string encoding) {
        attempts.push_back({number, started_at, Duration(length), status, std::move(failure),
                            std::move(headers), std::move(body), std::move(encoding)});
      });
  std::reverse(attempts.begin(), attempts.end());
  return attempts;
}

std::optional<std::string> find_body(store::Session& session, const OrganisationId& organisation,
                                     const std::string& event) {
  const auto past = events::find_event(session, organisation, event);
  if (!past) return std::nullopt;
  return message_body(past->event);
}

}  // namespace patchbay::webhooks
