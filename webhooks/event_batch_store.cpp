#include "hub/store/rows.h"
#include "webhooks/event_batch_rows.h"

namespace patchbay::webhooks {

std::set<std::string> known_keys(store::Session& session, const OrganisationId& organisation,
                                 std::span<const std::string> keys) {
  std::set<std::string> known;
  if (keys.empty()) return known;
  store::Rows rows({{"dedup_key", store::ColumnType::text}});
  for (const auto& key : keys) rows.add(key);
  store::query(session,
               "SELECT e.dedup_key FROM {rows} AS r CROSS JOIN events AS e WHERE"
               " e.organisation_id = :organisation AND e.dedup_key = r.dedup_key",
               rows, {{"organisation", organisation}},
               [&](std::string key) { known.insert(std::move(key)); });
  return known;
}

}  // namespace patchbay::webhooks
