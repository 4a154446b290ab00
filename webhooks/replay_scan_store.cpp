#include "hub/access/consents.h"
#include "hub/store/query.h"
#include "webhooks/replay_scan.h"

namespace patchbay::webhooks {
namespace {

/// Failed and held messages are few, and have an index.
constexpr const char* by_message =
    "SELECT e.sequence, e.type, e.subject, e.occurred_at, e.fanned_out, m.state, 1 FROM "
    "webhook_messages m CROSS JOIN events e WHERE e.sequence = m.event_sequence AND "
    "m.organisation_id = :organisation AND m.endpoint_id = :endpoint AND m.state IN ('held', "
    "'dead') AND "
    "m.event_sequence > :after AND m.event_sequence <= :last ORDER BY m.event_sequence LIMIT "
    ":most";
/// Of all organisations, in order of sequence: whoever asked for one only would read and sort all
/// of its events in every step.
constexpr const char* by_event =
    "SELECT e.sequence, e.type, e.subject, e.occurred_at, e.fanned_out, COALESCE(m.state, ''), "
    "CASE WHEN e.organisation_id = :organisation THEN 1 ELSE 0 END FROM events e LEFT JOIN "
    "webhook_messages m ON m.organisation_id = e.organisation_id AND m.endpoint_id = :endpoint AND "
    "m.event_sequence = e.sequence WHERE e.sequence > :after AND e.sequence <= :last ORDER BY "
    "e.sequence LIMIT :most";

std::vector<Candidate> read_candidates(store::Session& session, const Replay& replay,
                                       std::int64_t after, std::int64_t last) {
  std::vector<Candidate> candidates;
  store::query(session, replay.what == Replayed::missed ? by_event : by_message,
               {{"organisation", replay.organisation},
                {"endpoint", replay.endpoint},
                {"after", after},
                {"last", last},
                {"most", replay_scan_rows}},
               [&](std::int64_t sequence, std::string type, std::string subject, Timestamp at,
                   bool fanned_out, std::string state, bool is_own) {
                 candidates.push_back({sequence, std::move(type), std::move(subject), at,
                                       fanned_out, std::move(state), is_own});
               });
  return candidates;
}

}  // namespace

Audience find_audience(store::Session& session, const OrganisationId& organisation,
                       const Subscription& to, std::span<const std::string> customers) {
  Audience audience;
  if (to.partner.empty() || customers.empty()) return audience;
  audience.customers =
      access::consenting(session, organisation, to.partner, access::Purpose::rewards, customers);
  for (const auto& one : list_subscriptions(session, organisation))
    if (one.partner == to.partner) audience.endpoints.insert(one.endpoint);
  return audience;
}

ReplayStep scan_replay(store::Session& session, const Replay& replay, const Subscription& to,
                       std::int64_t after, std::int64_t last, std::size_t most) {
  const auto candidates = read_candidates(session, replay, after, last);
  std::vector<std::string> subjects;
  for (const auto& candidate : candidates) subjects.push_back(candidate.subject);
  const auto audience = find_audience(session, replay.organisation, to, subjects);
  ReplayStep step;
  step.reached = after;
  for (const auto& candidate : candidates) {
    if (step.chosen.size() == most) return step;
    if (candidate.is_own && is_chosen(candidate, replay, to, audience))
      step.chosen.push_back(candidate.sequence);
    step.reached = candidate.sequence;
  }
  step.at_end = candidates.size() < replay_scan_rows;
  return step;
}

}  // namespace patchbay::webhooks
