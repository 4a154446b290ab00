#include "hub/events/outbox.h"
#include "hub/store/rows.h"

namespace patchbay::events {

using store::ColumnType;

void append(store::Session& session, const OrganisationId& organisation,
            std::span<const NewEvent> events, Timestamp now) {
  if (events.empty()) return;
  store::Rows rows({{"position", ColumnType::integer},
                    {"id", ColumnType::text},
                    {"type", ColumnType::text},
                    {"subject", ColumnType::text},
                    {"data", ColumnType::text},
                    {"dedup_key", ColumnType::text}});
  rows.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
    if (event.dedup_key.empty())
      throw ErrorException(internal("The event " + event.type + " has no dedup key."));
    rows.add(i).add(event.id).add(event.type).add(event.subject).add(event.data);
    rows.add(event.dedup_key);
  }
  execute(session,
          "INSERT INTO events (organisation_id, id, type, subject, data, dedup_key, occurred_at) "
          "SELECT :organisation, id, type, subject, data, dedup_key, :now FROM {rows} AS r "
          "WHERE true ORDER BY position ON CONFLICT (organisation_id, dedup_key) DO NOTHING",
          rows, {{"organisation", organisation}, {"now", now}});
  session.signal(outbox_channel);
}

std::vector<Event> take(store::Session& session, std::size_t limit) {
  // One writer at a time is SQLite's nature: it has no locks on rows, and needs none.
  std::string oldest =
      "SELECT sequence FROM events WHERE fanned_out = 0 ORDER BY sequence LIMIT :limit";
  if (session.is_postgresql()) oldest += " FOR UPDATE SKIP LOCKED";

  std::vector<Event> taken;
  query(session,
        "WITH oldest AS MATERIALIZED (" + oldest +
            ") UPDATE events SET fanned_out = 1 "
            "WHERE sequence IN (SELECT sequence FROM oldest) RETURNING sequence, organisation_id, "
            "id, type, subject, data, occurred_at",
        {{"limit", limit}},
        [&](std::int64_t sequence, std::string organisation, std::string id, std::string type,
            std::string subject, std::string data, Timestamp at) {
          taken.push_back({sequence, std::move(organisation), std::move(id), std::move(type),
                           std::move(subject), std::move(data), at});
        });
  std::sort(taken.begin(), taken.end(),
            [](const Event& a, const Event& b) { return a.sequence < b.sequence; });
  return taken;
}

std::optional<Event> find(store::Session& session, const OrganisationId& organisation,
                          std::int64_t sequence) {
  std::optional<Event> found;
  query(session,
        "SELECT id, type, subject, data, occurred_at FROM events "
        "WHERE sequence = :sequence AND organisation_id = :organisation",
        {{"sequence", sequence}, {"organisation", organisation}},
        [&](std::string id, std::string type, std::string subject, std::string data, Timestamp at) {
          found = Event{sequence,
                        organisation,
                        std::move(id),
                        std::move(type),
                        std::move(subject),
                        std::move(data),
                        at};
        });
  return found;
}

std::int64_t count_waiting(store::Session& session) {
  return *store::query_value<std::int64_t>(session,
                                           "SELECT COUNT(*) FROM events WHERE fanned_out = 0");
}

}  // namespace patchbay::events
