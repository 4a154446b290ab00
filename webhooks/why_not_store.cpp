#include "hub/events/history.h"
#include "webhooks/audience.h"
#include "webhooks/endpoints.h"
#include "webhooks/endpoints_store.h"
#include "webhooks/message_job.h"
#include "webhooks/replay_scan.h"
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
    const std::string key = message_job_key(event, endpoint);
    const auto open = jobs::find_open(session, organisation, deliver_kind, {&key, 1});
    if (const auto job = open.find(key); job != open.end()) facts.job = job->second;
    auto attempts = list_attempts(session, organisation, endpoint, past->sequence);
    if (!attempts.empty()) facts.last_attempt = std::move(attempts.back());
  }
  const auto to = find_subscription(session, organisation, endpoint);
  if (!to) return facts;
  facts.is_wanted = to->filter.wants(past->event.type);
  const auto audience = find_audience(session, organisation, *to, {&past->event.subject, 1});
  facts.may_know = to->partner.empty() ||
                   (is_about_endpoint(past->event.type) ? audience.endpoints : audience.customers)
                       .contains(past->event.subject);
  return facts;
}

}  // namespace

WhyNot why_not(store::Session& session, const OrganisationId& organisation,
               const std::string& endpoint, const std::string& event, Timestamp now) {
  return explain(read_facts(session, organisation, endpoint, event, now));
}

}  // namespace patchbay::webhooks
