#include "webhooks/endpoint_view.h"

#include <boost/json/array.hpp>

#include "hub/base/text.h"
#include "hub/http/json.h"
#include "webhooks/endpoint_json.h"

namespace patchbay::webhooks {
namespace {

namespace json = boost::json;

json::value time_or_null(const std::optional<Timestamp>& at) {
  return at ? json::value(to_rfc3339(*at)) : json::value();
}

json::array words_of(const std::string& list) {
  json::array words;
  if (list.empty()) return words;
  for (const auto part : split(list, ',')) words.emplace_back(trim(part));
  return words;
}

}  // namespace

json::object endpoint_json(const EndpointView& endpoint) {
  json::array headers;
  for (const auto& name : endpoint.header_names) headers.emplace_back(name);
  return {{"id", endpoint.id},
          {"url", endpoint.url},
          {"description", endpoint.description},
          {"partner", endpoint.partner},
          {"event_types", words_of(endpoint.event_types)},
          {"state", name_of(endpoint.state)},
          {"state_reason", endpoint.state_reason},
          {"header_names", std::move(headers)},
          {"auth_type", endpoint.auth_type},
          {"delivery", to_json(endpoint.delivery)},
          {"failing_since", time_or_null(endpoint.failing_since)},
          {"version", endpoint.version},
          {"created_at", to_rfc3339(endpoint.created_at)},
          {"updated_at", to_rfc3339(endpoint.updated_at)}};
}

json::object secret_json(const SecretView& secret) {
  return {{"id", secret.id},
          {"signing", name_of(secret.signing)},
          {"public_key", secret.public_key},
          {"created_at", to_rfc3339(secret.created_at)},
          {"expires_at", time_or_null(secret.expires_at)}};
}

json::object message_json(const MessageView& message) {
  return {{"event", message.event},
          {"event_type", message.event_type},
          {"endpoint", message.endpoint},
          {"state", message.state},
          {"reason", message.reason},
          {"attempts", message.attempts},
          {"created_at", to_rfc3339(message.created_at)},
          {"ended_at", time_or_null(message.ended_at)},
          {"next_at", time_or_null(message.next_at)},
          {"sequence", message.sequence}};
}

json::object attempt_json(const AttemptView& attempt) {
  auto headers = parse_json(attempt.headers.empty() ? "{}" : attempt.headers);
  if (!headers || !headers->is_object()) headers = json::value(json::object());
  return {{"number", attempt.number},
          {"started_at", to_rfc3339(attempt.started_at)},
          {"took_us", attempt.length.count()},
          {"status", attempt.status},
          {"failure", attempt.failure},
          {"headers", std::move(*headers)},
          {"body", attempt.body},
          {"body_encoding", attempt.body_encoding}};
}

json::object replay_json(const ReplayView& replay) {
  const bool is_open = replay.until.micros == INT64_MAX;
  return {{"id", replay.id},
          {"endpoint", replay.endpoint},
          {"what", name_of(replay.what)},
          {"since", to_rfc3339(replay.since)},
          {"until", is_open ? json::value() : json::value(to_rfc3339(replay.until))},
          {"per_second", replay.per_second},
          {"actor", replay.actor},
          {"wanted", replay.wanted},
          {"sent", replay.sent},
          {"ordered_at", to_rfc3339(replay.ordered_at)},
          {"ended_at", time_or_null(replay.ended_at)},
          {"outcome", replay.outcome}};
}

json::object why_not_json(const WhyNot& why) {
  json::value message;
  if (why.message) message = message_json(*why.message);
  return {{"verdict", why.verdict}, {"reason", why.reason}, {"message", std::move(message)}};
}

std::optional<json::object> message_detail(store::Session& session,
                                           const OrganisationId& organisation,
                                           const std::string& endpoint, const std::string& event,
                                           Timestamp now) {
  const auto message = find_message(session, organisation, endpoint, event);
  if (!message) return std::nullopt;
  auto detail = message_json(*message);
  const auto body = find_body(session, organisation, event);
  detail["body"] = body ? json::value(*body) : json::value();
  detail["why"] = why_not(session, organisation, endpoint, event, now).reason;
  json::array attempts;
  for (const auto& attempt : list_attempts(session, organisation, endpoint, message->sequence))
    attempts.push_back(attempt_json(attempt));
  detail["attempt_list"] = std::move(attempts);
  return detail;
}

}  // namespace patchbay::webhooks
