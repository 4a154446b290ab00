#include "webhooks/decode_step.h"

#include "hub/base/text.h"
#include "hub/events/outbox.h"
#include "hub/jobs/queue.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t reason_bytes_max = 1'000;

/// The events of one webhook for the outbox.
struct Outcome {
  std::vector<events::NewEvent> events = {};
  std::optional<Undone> undone = {};
};

Undone dead(const Decoded& one, const std::string& why) {
  return {one.sequence, one.partner, clean_text(why, reason_bytes_max), true};
}

Undone failed(const Decoded& one) {
  Undone undone = dead(one, one.failure);
  undone.is_dead = !one.never_began;
  undone.never_began = one.never_began;
  return undone;
}

Outcome follow(store::Session& session, const OrganisationId& organisation, Decoded& one,
               const PartnerEventHooks& hooks, Timestamp now) {
  // A webhook that is dead has no effects: all of it is checked before the first.
  for (const auto& event : one.events)
    if (auto data = event_data(event); !data) return {{}, dead(one, data.error().message)};
  Outcome outcome;
  for (std::size_t i = 0; i < one.events.size(); ++i) {
    PartnerEvent& event = one.events[i];
    const auto hook = hooks.find(event.type);
    if (hook != hooks.end() &&
        hook->second(session, organisation, event, now) == Followed::not_yet) {
      const std::string why = event.type + " of " + event.reference + ": it is not issued here yet";
      return {{}, Undone{one.sequence, one.partner, clean_text(why, reason_bytes_max), false}};
    }
    const std::string key = inbound_name(one.sequence) + "_" + std::to_string(i);
    outcome.events.push_back(
        {"evt_" + key, event.type, event.customer, event_data(event).value(), "inbound:" + key});
  }
  return outcome;
}

/// Those that this transaction brings to their end.
std::vector<std::int64_t> claim(store::Session& session, const OrganisationId& organisation,
                                std::span<const Decoded> decoded, Timestamp now) {
  std::vector<std::int64_t> with_events, without;
  for (const auto& one : decoded)
    if (one.failure.empty()) (one.events.empty() ? without : with_events).push_back(one.sequence);
  end_inbound(session, organisation, without, "ignored", "", now);
  return end_inbound(session, organisation, with_events, "decoded", "", now);
}

}  // namespace

std::vector<Undone> apply_decoded(store::Session& session, const OrganisationId& organisation,
                                  std::span<Decoded> decoded, const PartnerEventHooks& hooks,
                                  Timestamp now) {
  auto claimed = claim(session, organisation, decoded, now);
  std::sort(claimed.begin(), claimed.end());
  std::vector<events::NewEvent> events;
  std::vector<Undone> undone;
  for (auto& one : decoded) {
    if (!one.failure.empty()) undone.push_back(failed(one));
    if (!std::binary_search(claimed.begin(), claimed.end(), one.sequence)) continue;
    auto outcome = follow(session, organisation, one, hooks, now);
    if (outcome.undone) {
      reopen_inbound(session, organisation, one.sequence);
      undone.push_back(std::move(*outcome.undone));
    }
    for (auto& event : outcome.events) events.push_back(std::move(event));
  }
  events::append(session, organisation, events, now);
  return undone;
}

void hand_over(store::Session& session, const OrganisationId& organisation,
               std::span<const Undone> undone, Timestamp run_at, Timestamp now) {
  std::vector<jobs::NewJob> jobs;
  for (const auto& one : undone) {
    jobs::NewJob job;
    job.organisation = organisation;
    job.kind = decode_kind;
    job.key = inbound_name(one.sequence);
    job.payload = decode_payload({&one.sequence, 1});
    job.partner = one.partner;
    job.run_at = one.is_dead ? now : run_at;
    jobs.push_back(std::move(job));
  }
  jobs::enqueue(session, jobs, now);
}

}  // namespace patchbay::webhooks
