#include "webhooks/fan_out.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/consents.h"
#include "hub/jobs/queue.h"
#include "webhooks/endpoints_store.h"
#include "webhooks/messages_store.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t rows_per_statement_max = 1000;

/// Which customers let which partner know of them; asked once for all events of an organisation.
class Consents {
 public:
  void read(store::Session& session, const OrganisationId& organisation,
            const std::vector<Subscription>& subscriptions, std::span<const events::Event> events) {
    std::vector<std::string> customers;
    for (const auto& to : subscriptions) {
      if (to.partner.empty() || consents_.contains({organisation, to.partner})) continue;
      if (customers.empty())
        for (const auto& event : events)
          if (event.organisation == organisation) customers.push_back(event.subject);
      consents_[{organisation, to.partner}] = access::consenting(
          session, organisation, to.partner, access::Purpose::rewards, customers);
    }
  }
  bool allow(const events::Event& event, const Subscription& to) const {
    return to.partner.empty() ||
           consents_.at({event.organisation, to.partner}).contains(event.subject);
  }

 private:
  std::map<std::pair<OrganisationId, std::string>, std::set<std::string>> consents_;
};

/// Rows on their way into the store, written in bounded statements.
struct Pending {
  std::vector<Message> messages;
  std::vector<jobs::NewJob> jobs;

  void flush(store::Session& session, Timestamp now) {
    add_messages(session, messages, now);
    if (!jobs.empty()) jobs::enqueue(session, jobs, now);
    messages.clear();
    jobs.clear();
  }
};

}  // namespace

jobs::NewJob delivery_job(const events::Event& event, const Subscription& to,
                          const std::string& body, Timestamp now) {
  jobs::NewJob job;
  job.organisation = event.organisation;
  job.kind = deliver_kind;
  job.key = event.id + "/" + to.endpoint;
  // The whole message travels in the job, so that an attempt needs no read.
  boost::json::object payload{{"event", event.id}, {"endpoint", to.endpoint}, {"body", body}};
  if (!to.partner.empty()) {
    payload["partner"] = to.partner;
    payload["customer"] = event.subject;
  }
  job.payload = boost::json::serialize(payload);
  job.run_at = now;
  return job;
}

std::string message_body(const events::Event& event) {
  // `data` is put in as it was written: parsing it could change its numbers.
  return R"({"type":)" + boost::json::serialize(boost::json::string(event.type)) +
         R"(,"timestamp":")" + to_rfc3339(event.occurred_at) + R"(","data":)" + event.data + "}";
}

std::size_t fan_out(store::Session& session, std::size_t events_max, Timestamp now) {
  const auto events = events::take(session, events_max);
  std::map<OrganisationId, std::vector<Subscription>> subscriptions;
  Consents consents;
  Pending pending;
  for (const auto& event : events) {
    auto [known, is_new] = subscriptions.try_emplace(event.organisation);
    if (is_new) {
      known->second = list_subscriptions(session, event.organisation);
      consents.read(session, event.organisation, known->second, events);
    }
    const std::string body = message_body(event);
    for (const auto& subscription : known->second) {
      if (!wants(subscription, event.type) || !consents.allow(event, subscription)) continue;
      pending.messages.push_back({event.organisation, event.id, subscription.endpoint});
      pending.jobs.push_back(delivery_job(event, subscription, body, now));
      if (pending.jobs.size() == rows_per_statement_max) pending.flush(session, now);
    }
  }
  pending.flush(session, now);
  return events.size();
}

}  // namespace patchbay::webhooks
