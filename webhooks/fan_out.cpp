#include "webhooks/fan_out.h"

#include <set>

#include "hub/access/consents.h"
#include "webhooks/audience.h"
#include "webhooks/message_job.h"
#include "webhooks/messages_store.h"
#include "webhooks/payload_check.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t rows_per_statement_max = 1000;
constexpr std::size_t messages_per_step = 2'000;
constexpr std::size_t events_per_step_max = 1000;
constexpr std::size_t organisations_max = 1000;  // in memory

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
class Pending {
 public:
  Pending(store::Session& session, Timestamp now) : session_(session), now_(now) {}
  void add(NewMessage message) {
    messages_.push_back(std::move(message));
    if (messages_.size() == rows_per_statement_max) flush();
  }
  void add(NewMessage message, jobs::NewJob job) {
    jobs_.push_back(std::move(job));
    add(std::move(message));
  }
  void flush() {
    add_messages(session_, messages_, now_);
    if (!jobs_.empty()) jobs::enqueue(session_, jobs_, now_);
    messages_.clear();
    jobs_.clear();
  }

 private:
  store::Session& session_;
  const Timestamp now_;
  std::vector<NewMessage> messages_;
  std::vector<jobs::NewJob> jobs_;
};

/// Whether an endpoint is to get an event. What is about an endpoint (its subject) is for the
/// programme and for the endpoint's own partner; a test is for the endpoint alone.
bool is_for(const events::Event& event, const Subscription& to,
            const std::vector<Subscription>& all, const Consents& consents) {
  if (event.type == test_event_type) return to.endpoint == event.subject;
  if (!to.filter.wants(event.type)) return false;
  if (to.partner.empty() || !is_about_endpoint(event.type)) return consents.allow(event, to);
  return std::any_of(all.begin(), all.end(), [&](const Subscription& about) {
    return about.endpoint == event.subject && about.partner == to.partner;
  });
}

std::string why_held(const Subscription& to) {
  const std::string state = std::string("the endpoint is ") + name_of(to.state);
  return to.state_reason.empty() ? state : state + ": " + to.state_reason;
}

/// Writes the messages of one event.
class Spreader {
 public:
  Spreader(const events::Event& event, Pending& pending, Timestamp now)
      : event_(event), pending_(pending), now_(now) {}

  void send(const Subscription& to) {
    if (!checked_) {
      checked_ = check_payload(event_.type, event_.data);
      body_ = message_body(event_);
    }
    NewMessage message{{event_.organisation, to.endpoint, event_.sequence}, event_.id, event_.type};
    const bool goes_past_pause = event_.type == test_event_type;
    if (!*checked_) {
      message.state = "dead";
      message.reason = checked_->error().message;
      return pending_.add(std::move(message));
    }
    if (to.state != EndpointState::active && !goes_past_pause) {
      message.state = "held";
      message.reason = why_held(to);
      return pending_.add(std::move(message));
    }
    pending_.add(std::move(message), delivery_job(event_, to, body_, now_));
  }

 private:
  const events::Event& event_;
  Pending& pending_;
  const Timestamp now_;
  std::optional<Result<void>> checked_;  ///< only of an event that somebody wants
  std::string body_;
};

}  // namespace

const std::vector<Subscription>& Subscriptions::of(store::Session& session,
                                                   const OrganisationId& organisation) {
  if (known_.size() >= organisations_max && !known_.contains(organisation)) known_.clear();
  auto& known = known_[organisation];
  // A message is held only while its endpoint is not active: a resume waits for this transaction.
  const auto revision = lock_revision(session, organisation);
  if (known.revision != revision) {
    known.all = list_subscriptions(session, organisation);
    known.revision = revision;
    widest_ = 1;
    for (const auto& [name, each] : known_) widest_ = std::max(widest_, each.all.size());
  }
  return known.all;
}

std::size_t Subscriptions::events_per_step() const {
  return std::clamp<std::size_t>(messages_per_step / widest_, 1, events_per_step_max);
}

std::size_t fan_out(store::Session& session, Subscriptions& subscriptions, std::size_t events_max,
                    Timestamp now) {
  const auto events = events::take(session, events_max);
  Consents consents;
  Pending pending(session, now);
  std::set<OrganisationId> organisations;
  for (const auto& event : events) organisations.insert(event.organisation);
  for (const auto& organisation : organisations) {
    const auto& all = subscriptions.of(session, organisation);
    consents.read(session, organisation, all, events);
    for (const auto& event : events) {
      if (event.organisation != organisation) continue;
      Spreader spreader(event, pending, now);
      for (const auto& to : all)
        if (is_for(event, to, all, consents)) spreader.send(to);
    }
  }
  pending.flush();
  return events.size();
}

}  // namespace patchbay::webhooks
