#include "hub/api/portal_pages.h"

#include <boost/json/serialize.hpp>

#include "hub/base/embedded.h"
#include "hub/events/catalogue.h"
#include "hub/http/json.h"

namespace patchbay::api {
namespace {

Html time_of(const std::optional<Timestamp>& at) {
  return at ? Html::text(to_rfc3339(*at)) : Html::raw("&ndash;");
}

Html number(std::int64_t value) { return Html::text(std::to_string(value)); }

Html types_of(const webhooks::EndpointView& endpoint) {
  return Html::text(endpoint.event_types.empty() ? "all" : endpoint.event_types);
}

Html state_of(const webhooks::EndpointView& endpoint) {
  Html state = Html::text(name_of(endpoint.state));
  if (!endpoint.state_reason.empty()) state += Html::text(": " + endpoint.state_reason);
  return state;
}

Html messages_table(const std::vector<webhooks::MessageView>& messages) {
  if (messages.empty()) return element("p", "There are none.");
  std::vector<std::vector<Html>> rows;
  for (const auto& one : messages)
    rows.push_back(
        {link(portal_path({"endpoints", one.endpoint, "messages", one.event}), one.event),
         Html::text(one.event_type), Html::text(one.state), number(one.attempts),
         time_of(one.created_at), time_of(one.ended_at), time_of(one.next_at),
         Html::text(one.reason)});
  return table({"Event", "Type", "State", "Attempts", "Made", "Ended", "Next attempt", "Reason"},
               rows);
}

Html state_links(const std::string& endpoint) {
  Html links = link(portal_path({"endpoints", endpoint}), "all");
  for (const auto* state : {"pending", "held", "delivered", "dead"})
    links += Html::raw(" | ") +
             link(portal_path({"endpoints", endpoint}, std::string("state=") + state), state);
  return element("p", links);
}

Html secrets_table(const std::vector<webhooks::SecretView>& secrets) {
  std::vector<std::vector<Html>> rows;
  for (const auto& one : secrets)
    rows.push_back({Html::text(one.id), Html::text(name_of(one.signing)),
                    Html::text(one.public_key), time_of(one.created_at), time_of(one.expires_at)});
  return table({"Secret", "Signing", "Public key", "Made", "Signs until"}, rows);
}

Html replays_table(const std::vector<webhooks::ReplayView>& replays) {
  if (replays.empty()) return {};
  std::vector<std::vector<Html>> rows;
  for (const auto& one : replays)
    rows.push_back({Html::text(name_of(one.what)), time_of(one.ordered_at), number(one.wanted),
                    number(one.sent), Html::text(one.ended_at ? one.outcome : "at work")});
  return element("h2", "Replays") + table({"What", "Ordered", "Wanted", "Sent", "Outcome"}, rows);
}

Html steering(const std::string& endpoint, const SiteFrame& frame) {
  Html buttons;
  if (frame.may_change)
    buttons += button(portal_path({"endpoints", endpoint, "test"}), "Send a test",
                      {{"form_token", frame.form_token}});
  for (const auto& [what, label] : {std::pair{"failed", "Replay what failed"},
                                    {"held", "Replay what was held"},
                                    {"missed", "Replay what was missed"}})
    buttons +=
        link(portal_path({"endpoints", endpoint, "replay"}, std::string("what=") + what), label) +
        Html::raw(" ");
  return element("div", buttons);
}

Html answer_of(const webhooks::AttemptView& attempt) {
  Html answer;
  const auto headers = parse_json(attempt.headers.empty() ? "{}" : attempt.headers);
  if (headers && headers->is_object()) {
    std::string lines;
    for (const auto& [name, value] : headers->get_object())
      lines +=
          std::string(name) + ": " +
          (value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value)) +
          "\n";
    if (!lines.empty()) answer += block(lines);
  }
  if (attempt.body.empty()) return answer;
  if (attempt.body_encoding == "base64") answer += element("p", "Its body, in base64:");
  return answer + block(attempt.body);
}

}  // namespace

Html endpoints_page(const std::vector<webhooks::EndpointView>& endpoints) {
  if (endpoints.empty())
    return element("p",
                   "There is no endpoint of yours yet. Make one by the API: POST "
                   "/api/v1/webhooks/endpoints, or ask the programme's people.");
  std::vector<std::vector<Html>> rows;
  for (const auto& one : endpoints)
    rows.push_back({link(portal_path({"endpoints", one.id}), one.id), Html::text(one.url),
                    types_of(one), state_of(one), time_of(one.failing_since)});
  return table({"Endpoint", "URL", "Event types", "State", "Failing since"}, rows);
}

Html endpoint_page(const EndpointPage& page, const SiteFrame& frame) {
  const auto& endpoint = page.endpoint;
  Html body = facts({{"URL", Html::text(endpoint.url)},
                     {"Description", Html::text(endpoint.description)},
                     {"Event types", types_of(endpoint)},
                     {"State", state_of(endpoint)},
                     {"Failing since", time_of(endpoint.failing_since)},
                     {"Made", time_of(endpoint.created_at)}});
  body += secrets_table(page.secrets) + steering(endpoint.id, frame) + replays_table(page.replays);
  body += element("h2", "Messages") + state_links(endpoint.id) + messages_table(page.messages);
  if (page.next > 0) {
    std::string query = "before=" + std::to_string(page.next);
    if (!page.state.empty()) query += "&state=" + page.state;
    body += element("p", link(portal_path({"endpoints", endpoint.id}, query), "Older ones"));
  }
  return body;
}

Html message_page(const MessagePage& page, const SiteFrame& frame) {
  const auto& message = page.message;
  Html body = facts({{"Type", Html::text(message.event_type)},
                     {"State", Html::text(message.state)},
                     {"Why", Html::text(page.why)},
                     {"Made", time_of(message.created_at)},
                     {"Ended", time_of(message.ended_at)},
                     {"Next attempt", time_of(message.next_at)}});
  if (frame.may_change && message.state != "pending")
    body +=
        button(portal_path({"endpoints", message.endpoint, "messages", message.event, "replay"}),
               "Send it again", {{"form_token", frame.form_token}});
  body += element("h2", "Body");
  body += page.body ? block(*page.body) : element("p", "It is not kept any more.");
  body += element("h2", "Attempts");
  if (page.attempts.empty()) body += element("p", "No attempt was made yet.");
  std::vector<std::vector<Html>> rows;
  for (const auto& one : page.attempts) {
    const auto length = std::chrono::duration_cast<std::chrono::milliseconds>(one.length);
    rows.push_back({number(one.number), time_of(one.started_at),
                    Html::text(one.status == 0 ? "none" : std::to_string(one.status)),
                    Html::text(std::to_string(length.count()) + " ms"), Html::text(one.failure),
                    answer_of(one)});
  }
  if (!rows.empty())
    body += table({"Attempt", "Started", "Status", "Took", "Failure", "Answer"}, rows);
  return body + element("p", link(portal_path({"endpoints", message.endpoint}), "The endpoint"));
}

Html replay_page(const std::string& endpoint, webhooks::Replayed what, std::int64_t count,
                 const SiteFrame& frame) {
  Html body = element("p", std::to_string(count) + " messages would go out again (" +
                               name_of(what) + "), 50 a second.");
  if (frame.may_change && count > 0)
    body += button(portal_path({"endpoints", endpoint, "replay"}), "Send them",
                   {{"form_token", frame.form_token}, {"what", name_of(what)}});
  return body + element("p", link(portal_path({"endpoints", endpoint}), "Back"));
}

Html event_types_page() {
  Html body = element("p", "What an endpoint can get. The schema is of the member data.");
  for (const auto& type : events::catalogue()) {
    body += element("h2", type.name) + element("p", type.summary);
    if (type.on_request)
      body += element("p", "On request: only to endpoints whose filter names it or its prefix.");
    body += block(type.schema);
  }
  return body;
}

Html verify_page() {
  Html body = element(
      "p",
      "Every message carries the headers webhook-id, webhook-timestamp and webhook-signature "
      "(Standard Webhooks). Verify them over the bytes of the body as they came, answer 2xx within "
      "15 seconds, and do the work afterwards; the same webhook-id may come twice. Any library of "
      "standardwebhooks.com does it; these need none.");
  for (const auto& file : embedded_webhooks()) body += element("h2", file.name) + block(file.text);
  return body;
}

}  // namespace patchbay::api
