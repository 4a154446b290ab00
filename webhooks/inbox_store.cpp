#include "webhooks/inbox.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "hub/access/audit.h"
#include "hub/crypto/digest.h"
#include "hub/events/demand.h"
#include "hub/events/outbox.h"
#include "hub/jobs/queue.h"
#include "hub/jobs/switches.h"
#include "hub/store/rows.h"
#include "webhooks/body_text.h"
#include "webhooks/inbox_rows.h"

namespace patchbay::webhooks {
namespace {

using store::ColumnType;

/// The unique key of a webhook.
using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
Key key_of(const Inbound& one) { return {one.organisation, one.partner, one.dedup}; }

store::Rows rows_of(std::span<const Inbound> webhooks) {
  store::Rows rows({{"position", ColumnType::integer},
                    {"organisation_id", ColumnType::text},
                    {"partner", ColumnType::text},
                    {"dedup_key", ColumnType::text},
                    {"event_type", ColumnType::text},
                    {"content_type", ColumnType::text},
                    {"body", ColumnType::text},
                    {"body_encoding", ColumnType::text},
                    {"received_at", ColumnType::integer}});
  rows.reserve(webhooks.size());
  for (std::size_t i = 0; i < webhooks.size(); ++i) {
    const auto& one = webhooks[i];
    const BodyText body = to_text(one.body);
    rows.add(i).add(one.organisation).add(one.partner).add(one.dedup).add(one.type);
    rows.add(one.content_type).add(body.text).add(body.encoding).add(one.received_at);
  }
  return rows;
}

/// Sequences by key of those that were not there before.
std::map<Key, std::int64_t> insert(store::Session& session, std::span<const Inbound> webhooks) {
  std::map<Key, const Inbound*> known;
  for (const auto& one : webhooks) known.emplace(key_of(one), &one);
  std::map<Key, std::int64_t> fresh;
  store::query(
      session,
      "INSERT INTO inbound_events (organisation_id, partner, dedup_key, event_type, content_type,"
      " body, body_encoding, state, reason, repeats, received_at) SELECT organisation_id, partner,"
      " dedup_key, event_type, content_type, body, body_encoding, 'received', '', 0, received_at"
      " FROM {rows} AS r WHERE true ORDER BY r.position"
      " ON CONFLICT (organisation_id, partner, dedup_key) DO NOTHING"
      " RETURNING sequence, organisation_id, partner, dedup_key",
      rows_of(webhooks), {},
      [&](std::int64_t sequence, std::string organisation, std::string partner, std::string dedup) {
        const auto found = known.find({organisation, partner, dedup});
        if (found != known.end()) fresh.emplace(found->first, sequence);
      });
  return fresh;
}

void count_repeats(store::Session& session, const std::map<Key, std::int64_t>& repeats) {
  for (const auto& [key, times] : repeats) {
    const auto& [organisation, partner, dedup] = key;
    store::execute(
        session,
        "UPDATE inbound_events SET repeats = repeats + :times WHERE"
        " organisation_id = :organisation AND partner = :partner AND dedup_key = :dedup",
        {{"times", times}, {"organisation", organisation}, {"partner", partner}, {"dedup", dedup}});
  }
}

/// The fresh ones of one partner, in the order they came.
struct Arrival {
  std::vector<std::int64_t> sequences;
  std::vector<const Inbound*> webhooks;
};
using Arrivals = std::map<std::pair<OrganisationId, std::string>, Arrival>;

/// Decoding waits a moment, so that what is kept meanwhile is decoded together: each step of it is
/// a commit, and those of partners who wait for their answer come first.
Timestamp decode_at(Timestamp now) {
  constexpr Duration step{50'000};
  const auto rest = now.micros % step.count();
  return rest == 0 ? now : now + (step - Duration(rest));
}

jobs::NewJob decode_job(const OrganisationId& organisation, const std::string& partner,
                        const Arrival& arrival, Timestamp now) {
  jobs::NewJob job;
  job.organisation = organisation;
  job.kind = decode_kind;
  job.key = inbound_name(arrival.sequences.front());
  if (arrival.sequences.size() > 1) job.key += "-" + std::to_string(arrival.sequences.back());
  job.payload = decode_payload(arrival.sequences);
  job.partner = partner;
  job.run_at = decode_at(now);
  return job;
}

/// One row for all that came at once: count and digest say which they were.
void audit(store::Session& session, const OrganisationId& organisation, const std::string& partner,
           const Arrival& arrival, Timestamp now) {
  std::string keys;
  for (const auto* one : arrival.webhooks) keys += one->dedup + "\n";
  const boost::json::object detail{{"count", arrival.sequences.size()},
                                   {"first", inbound_name(arrival.sequences.front())},
                                   {"last", inbound_name(arrival.sequences.back())},
                                   {"keys_sha256", crypto::to_hex(crypto::sha256(keys))}};
  access::record(session, {organisation, "webhook:" + partner, "inbound.accept",
                           "partner:" + partner, "", boost::json::serialize(detail), now});
}

void relay(store::Session& session, const OrganisationId& organisation, const Arrival& arrival,
           Timestamp now) {
  std::vector<events::NewEvent> relays;
  for (std::size_t i = 0; i < arrival.sequences.size(); ++i) {
    const std::string name = inbound_name(arrival.sequences[i]);
    const boost::json::object data{{"partner", arrival.webhooks[i]->partner},
                                   {"inbound", name},
                                   {"type", arrival.webhooks[i]->type}};
    relays.push_back(
        {"evt_" + name, relay_type, "", boost::json::serialize(data), "relay:" + name});
  }
  events::append(session, organisation, relays, now);
}

void start_work(store::Session& session, const Arrivals& arrivals, Timestamp now) {
  std::vector<jobs::NewJob> decodes;
  std::map<OrganisationId, bool> relayed;
  for (const auto& [whose, arrival] : arrivals) {
    const auto& [organisation, partner] = whose;
    decodes.push_back(decode_job(organisation, partner, arrival, now));
    audit(session, organisation, partner, arrival, now);
    if (!relayed.contains(organisation))
      relayed[organisation] = events::is_asked_for(session, organisation, relay_type);
    if (relayed.at(organisation)) relay(session, organisation, arrival, now);
  }
  jobs::enqueue(session, decodes, now);
}

}  // namespace

std::vector<Kept> keep(store::Session& session, std::span<const Inbound> webhooks, Timestamp now) {
  // The switch board at the door may be a second late; this is not.
  if (auto allowed = jobs::check_changes_allowed(session); !allowed)
    throw ErrorException(unavailable(allowed.error().message));
  auto fresh = insert(session, webhooks);
  Arrivals arrivals;
  std::map<Key, std::int64_t> repeats;
  std::vector<Kept> kept;
  kept.reserve(webhooks.size());
  for (const auto& one : webhooks) {
    const auto found = fresh.find(key_of(one));
    kept.push_back(found == fresh.end() ? Kept::repeat : Kept::fresh);
    if (found == fresh.end()) {
      ++repeats[key_of(one)];
      continue;
    }
    auto& arrival = arrivals[{one.organisation, one.partner}];
    arrival.sequences.push_back(found->second);
    arrival.webhooks.push_back(&one);
    fresh.erase(found);  // the same once more in this batch is a repeat
  }
  count_repeats(session, repeats);
  start_work(session, arrivals, now);
  return kept;
}

}  // namespace patchbay::webhooks
