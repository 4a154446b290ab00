#include "webhooks/retention.h"

#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::webhooks {
namespace {

using store::ColumnType;

store::Rows message_rows() {
  return store::Rows({{"organisation_id", ColumnType::text},
                      {"endpoint_id", ColumnType::text},
                      {"event_sequence", ColumnType::integer}});
}

/// What a step through the messages saw.
struct Walk {
  store::Rows removable = message_rows();
  MessagePlace last;
  std::int64_t rows = 0;
  bool saw_old = false;  ///< of the last endpoint

  void see(std::string organisation, std::string endpoint, std::int64_t sequence, bool is_old,
           bool is_removable) {
    if (organisation != last.organisation || endpoint != last.endpoint) saw_old = false;
    saw_old = saw_old || is_old;
    if (is_removable) removable.add(organisation).add(endpoint).add(sequence);
    last = {std::move(organisation), std::move(endpoint), sequence};
    ++rows;
  }
};

Walk walk(store::Session& session, Timestamp ended_before, std::size_t limit,
          const MessagePlace& place) {
  Walk seen;
  store::query(session,
               "SELECT organisation_id, endpoint_id, event_sequence, state, created_at, ended_at "
               "FROM webhook_messages WHERE (organisation_id, endpoint_id, event_sequence) > "
               "(:organisation, :endpoint, :sequence) ORDER BY organisation_id, endpoint_id, "
               "event_sequence LIMIT :most",
               {{"organisation", place.organisation},
                {"endpoint", place.endpoint},
                {"sequence", place.sequence},
                {"most", limit}},
               [&](std::string organisation, std::string endpoint, std::int64_t sequence,
                   std::string state, Timestamp created_at, std::optional<Timestamp> ended_at) {
                 const bool ended = state == "delivered" || state == "dead";
                 seen.see(std::move(organisation), std::move(endpoint), sequence,
                          created_at < ended_before, ended && ended_at && *ended_at < ended_before);
               });
  return seen;
}

}  // namespace

std::int64_t purge_messages(store::Session& session, Timestamp ended_before, std::size_t limit,
                            MessagePlace& place) {
  const auto seen = walk(session, ended_before, limit, place);
  if (seen.rows > 0) place = seen.last;
  // Messages of an endpoint are in order of age: behind young ones there are only younger ones.
  if (!seen.saw_old) place.sequence = INT64_MAX;
  place.at_end = seen.rows < static_cast<std::int64_t>(limit);
  const auto removed =
      store::execute(session,
                     "DELETE FROM webhook_messages WHERE state IN ('delivered', 'dead') AND "
                     "(organisation_id, endpoint_id, event_sequence) IN (SELECT organisation_id, "
                     "endpoint_id, event_sequence FROM {rows} AS r)",
                     seen.removable);
  store::execute(session,
                 "DELETE FROM webhook_attempts WHERE (organisation_id, endpoint_id, "
                 "event_sequence) IN (SELECT organisation_id, endpoint_id, event_sequence FROM "
                 "{rows} AS r)",
                 seen.removable);
  return removed;
}

std::int64_t clear_bodies(store::Session& session, Timestamp started_before, std::size_t limit) {
  return store::execute(
      session,
      "UPDATE webhook_attempts SET body = '', body_encoding = '' WHERE (organisation_id, "
      "endpoint_id, event_sequence, started_at, attempt) IN (SELECT organisation_id, endpoint_id, "
      "event_sequence, started_at, attempt FROM webhook_attempts WHERE body <> '' AND started_at < "
      ":before ORDER BY started_at LIMIT :most)",
      {{"before", started_before}, {"most", limit}});
}

std::int64_t remove_replays(store::Session& session, Timestamp ended_before, std::size_t limit) {
  return store::execute(
      session,
      "DELETE FROM webhook_replays WHERE (organisation_id, id) IN (SELECT organisation_id, id FROM "
      "webhook_replays WHERE ended_at < :before ORDER BY ended_at LIMIT :most)",
      {{"before", ended_before}, {"most", limit}});
}

std::vector<std::int64_t> events_with_messages(store::Session& session,
                                               std::span<const std::int64_t> sequences) {
  std::vector<std::int64_t> needed;
  if (sequences.empty()) return needed;
  store::query(session,
               "SELECT DISTINCT m.event_sequence FROM webhook_endpoints p CROSS JOIN "
               "webhook_messages m WHERE m.organisation_id = p.organisation_id AND m.endpoint_id = "
               "p.id AND m.event_sequence >= :first AND m.event_sequence <= :last ORDER BY 1",
               {{"first", sequences.front()}, {"last", sequences.back()}},
               [&](std::int64_t sequence) { needed.push_back(sequence); });
  return needed;
}

}  // namespace patchbay::webhooks
