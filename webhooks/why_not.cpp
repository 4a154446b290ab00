#include "hub/base/text.h"
#include "hub/events/catalogue.h"
#include "webhooks/audience.h"
#include "webhooks/why_not_facts.h"

namespace patchbay::webhooks {
namespace {

/// "3 attempts failed; the last one: the endpoint answered 500 …"
std::string tries_of(const WhyFacts& facts) {
  const auto count = facts.message->attempts;
  if (count == 0 || !facts.last_attempt) return "no attempt was made yet";
  std::string text = std::to_string(count) + (count == 1 ? " attempt" : " attempts") + " failed";
  if (!facts.last_attempt->failure.empty())
    text += "; the last one, at " + to_rfc3339(facts.last_attempt->started_at) + ": " +
            facts.last_attempt->failure;
  return text;
}

bool has_failed(const WhyFacts& facts) { return facts.message->attempts > 0; }

WhyNot waiting(const WhyFacts& facts) {
  if (!facts.job)
    return {"waiting", "its last attempt is just ending; " + tries_of(facts), facts.message};
  const auto& job = *facts.job;
  if (job.is_at_work)
    return {"waiting", "an attempt is under way; " + tries_of(facts), facts.message};
  if (job.in_lane)
    return {"waiting",
            "an earlier event of the same customer goes first, since the endpoint is ordered",
            facts.message};
  const auto rate = facts.endpoint ? facts.endpoint->delivery.rate_per_second : 0;
  if (rate > 0 && (job.due_at <= facts.now || !has_failed(facts)))
    return {"rate_limited",
            "the endpoint takes " + std::to_string(rate) + " a second, and others came first",
            facts.message};
  if (job.due_at <= facts.now)
    return {"waiting",
            "it is due and a worker takes it next, unless the endpoint asked for time; " +
                tries_of(facts),
            facts.message};
  return {"waiting", "the next attempt is at " + to_rfc3339(job.due_at) + "; " + tries_of(facts),
          facts.message};
}

WhyNot of_message(const WhyFacts& facts) {
  const auto& message = *facts.message;
  if (message.state == "delivered")
    return {"delivered",
            "the endpoint took it" +
                (message.ended_at ? " at " + to_rfc3339(*message.ended_at) : std::string()) +
                ", on attempt " + std::to_string(message.attempts),
            message};
  if (message.state == "held") {
    const std::string why = message.reason.empty() ? "the endpoint was not active" : message.reason;
    return {"held", "it is held: " + why + "; resume the endpoint and replay what was held",
            message};
  }
  if (message.state == "dead")
    return {"dead",
            "it was given up" + (message.reason.empty() ? "" : " (" + message.reason + ")") + "; " +
                tries_of(facts) + "; replay it once the cause is gone",
            message};
  return waiting(facts);
}

}  // namespace

WhyNot explain(const WhyFacts& facts) {
  if (!facts.event)
    return {"unknown_event",
            "there is no event " + facts.event_id + "; it never was, or retention removed it"};
  if (facts.message) return of_message(facts);
  if (!facts.endpoint)
    return {"removed", "there is no such endpoint; it was removed or never made"};
  const auto& event = *facts.event;
  const auto& endpoint = *facts.endpoint;
  if (event.type == test_event_type) return {"filtered", "it is a test for another endpoint"};
  if (!facts.is_wanted && events::is_on_request(event.type))
    return {"filtered", "a " + event.type +
                            " goes only to endpoints that name it or its prefix, "
                            "and this one's filter is \"" +
                            endpoint.event_types + "\""};
  if (!facts.is_wanted)
    return {"filtered", "the endpoint's filter is \"" + endpoint.event_types +
                            "\", and the event is a " + event.type};
  if (!facts.may_know)
    return {"not_consented",
            "its customer has not let the partner " + endpoint.partner + " know of rewards"};
  if (!event.is_fanned_out)
    return {"waiting",
            "the event was not handed to endpoints yet; that happens within a second, "
            "unless the hub is read-only or stopped"};
  if (event.occurred_at < endpoint.created_at)
    return {"too_old", "the event happened at " + to_rfc3339(event.occurred_at) +
                           ", before the endpoint was made at " + to_rfc3339(endpoint.created_at) +
                           "; replay what was missed since then to have it"};
  return {"filtered",
          "when it happened the endpoint's filter or the customer's consent was "
          "another one; replay what was missed to have it"};
}

}  // namespace patchbay::webhooks
