#include "hub/events/demand.h"
#include "hub/store/rows.h"

namespace patchbay::events {

void set_demand(store::Session& session, const OrganisationId& organisation,
                const std::set<std::string>& types) {
  store::execute(session, "DELETE FROM event_demand WHERE organisation_id = :organisation",
                 {{"organisation", organisation}});
  if (types.empty()) return;
  store::Rows rows({{"type", store::ColumnType::text}});
  for (const auto& type : types) rows.add(type);
  store::execute(session,
                 "INSERT INTO event_demand (organisation_id, type) SELECT :organisation, type FROM "
                 "{rows} AS r",
                 rows, {{"organisation", organisation}});
}

bool is_asked_for(store::Session& session, const OrganisationId& organisation,
                  const std::string& type) {
  return store::query_value<std::int64_t>(session,
                                          "SELECT 1 FROM event_demand WHERE organisation_id = "
                                          ":organisation AND type = :type",
                                          {{"organisation", organisation}, {"type", type}})
      .has_value();
}

}  // namespace patchbay::events
