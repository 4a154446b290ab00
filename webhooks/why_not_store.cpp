#include "hub/access/consents.h"
#include "hub/events/history.h"
#include "webhooks/endpoints.h"
#include "webhooks/fan_out.h"
#include "webhooks/replay_target.h"
#include "webhooks/why_not_facts.h"

namespace patchbay::webhooks {
namespace {

WhyFacts read_facts(store::Session& session, const OrganisationId& organisation,
                    const std::string& endpoint, const std::string& event, Timestamp now) {
  WhyFacts facts;
  facts.event_id = event;
  facts.now = now;
  const auto past = events::find_event(session, organisation, event);
  if (!past) return facts;
  facts.event = {past->event.type, past->event.subject, past->event.occurred_at,
                 past->is_fanned_out};
  facts.endpoint = find_endpoint(session, organisation, endpoint);
  facts.message = find_message(session, organisation, endpoint, event);
  if (facts.message) {
    const std::string key = event + "/" + endpoint;
    const auto open = jobs::find_open(session, organisation, deliver_kind, {&key, 1});
    if (const auto job = open.find(key); job != open.end()) facts.job = job->second;
    auto attempts = list_attempts(session, organisation, endpoint, past->sequence);
    if (!attempts.empty()) facts.last_attempt = std::move(attempts.back());
  }
  if (!facts.endpoint) return facts;
  facts.is_wanted = wants(subscription_of(*facts.endpoint), past->event.type);
  const access::ConsentKey who{organisation, past->event.subject, facts.endpoint->partner};
  facts.is_consented =
      !who.partner.empty() && access::has_consent(session, who, access::Purpose::rewards);
  return facts;
}

}  // namespace

WhyNot why_not(store::Session& session, const OrganisationId& organisation,
               const std::string& endpoint, const std::string& event, Timestamp now) {
  return explain(read_facts(session, organisation, endpoint, event, now));
}

}  // namespace patchbay::webhooks
