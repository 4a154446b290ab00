#include "hub/sync/cursor_store.h"

#include "hub/store/query.h"
#include "hub/sync/order_feed.h"

namespace patchbay::sync {

FeedPosition load_position(store::Session& session, const OrganisationId& organisation,
                           const std::string& partner) {
  FeedPosition found;
  store::query(session,
               "SELECT position, rejects, rejects_bytes FROM sync_cursors "
               "WHERE organisation_id = :organisation AND partner = :partner",
               {{"organisation", organisation}, {"partner", partner}},
               [&](std::string cursor, std::int64_t rejects, std::int64_t bytes) {
                 found = FeedPosition{std::move(cursor), rejects, bytes};
               });
  return found;
}

void save_position(store::Session& session, const OrganisationId& organisation,
                   const std::string& partner, const FeedPosition& position, Timestamp now) {
  store::execute(session,
                 "INSERT INTO sync_cursors (organisation_id, partner, position, rejects, "
                 "rejects_bytes, updated_at) "
                 "VALUES (:organisation, :partner, :position, :rejects, :bytes, :now) "
                 "ON CONFLICT (organisation_id, partner) DO UPDATE SET "
                 "position = excluded.position, rejects = excluded.rejects, "
                 "rejects_bytes = excluded.rejects_bytes, updated_at = excluded.updated_at",
                 {{"organisation", organisation},
                  {"partner", partner},
                  {"position", position.cursor},
                  {"rejects", position.rejects},
                  {"bytes", position.rejects_bytes},
                  {"now", now}});
}

std::int64_t count_rejects(store::Session& session, const OrganisationId& organisation) {
  return store::query_value<std::int64_t>(session,
                                          "SELECT COALESCE(SUM(rejects), 0) FROM sync_cursors "
                                          "WHERE organisation_id = :organisation",
                                          {{"organisation", organisation}})
      .value_or(0);
}

}  // namespace patchbay::sync
