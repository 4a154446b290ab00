#include "adapters/exchange_store.h"

#include "adapters/caller.h"
#include "hub/store/rows.h"

namespace patchbay::adapters {

void insert_exchanges(store::Session& session, std::span<const ExchangeRow> rows) {
  using store::ColumnType;
  store::Rows source({{"organisation_id", ColumnType::text},
                      {"partner", ColumnType::text},
                      {"capability", ColumnType::text},
                      {"reference", ColumnType::text},
                      {"attempt", ColumnType::integer},
                      {"method", ColumnType::text},
                      {"path", ColumnType::text},
                      {"status", ColumnType::integer},
                      {"stage", ColumnType::text},
                      {"outcome", ColumnType::text},
                      {"started_at", ColumnType::integer},
                      {"took_us", ColumnType::integer}});
  source.reserve(rows.size());
  for (const auto& row : rows)
    source.add(row.organisation)
        .add(row.partner)
        .add(row.capability)
        .add(row.reference)
        .add(row.attempt)
        .add(row.method)
        .add(row.path)
        .add(row.status)
        .add(row.stage)
        .add(row.outcome)
        .add(row.started_at)
        .add(row.took.count());
  store::execute(session,
                 "INSERT INTO partner_exchanges (organisation_id, partner, capability, reference, "
                 "attempt, method, path, status, stage, outcome, started_at, took_us) "
                 "SELECT organisation_id, partner, capability, reference, attempt, method, path, "
                 "status, stage, outcome, started_at, took_us FROM {rows} AS r",
                 source);
}

ExchangeCounts count_exchanges(store::Session& session, const OrganisationId& organisation) {
  ExchangeCounts counts;
  store::query(session,
               "SELECT COUNT(*), COALESCE(SUM(CASE WHEN attempt > 1 THEN 1 ELSE 0 END), 0) "
               "FROM partner_exchanges WHERE organisation_id = :organisation",
               {{"organisation", organisation}}, [&](std::int64_t calls, std::int64_t retries) {
                 counts = {calls, retries};
               });
  return counts;
}

}  // namespace patchbay::adapters
