#include "adapters/exchange_store.h"
#include "hub/store/query.h"

namespace patchbay::adapters {

std::vector<ExchangeRow> list_exchanges(store::Session& session, const OrganisationId& organisation,
                                        const std::string& reference, std::size_t limit) {
  std::vector<ExchangeRow> rows;
  const auto add = [&](std::string partner, std::string capability, int attempt, std::string method,
                       std::string path, int status, std::string stage, std::string outcome,
                       Timestamp started_at, std::int64_t took_us) {
    rows.push_back({organisation, std::move(partner), std::move(capability), reference, attempt,
                    std::move(method), std::move(path), status, std::move(stage),
                    std::move(outcome), started_at, Duration(took_us)});
  };
  store::query(session,
               "SELECT partner, capability, attempt, method, path, status, stage, outcome, "
               "started_at, took_us FROM partner_exchanges WHERE organisation_id = :organisation "
               "AND reference = :reference ORDER BY id DESC LIMIT :most",
               {{"organisation", organisation}, {"reference", reference}, {"most", limit}}, add);
  return rows;
}

std::int64_t remove_exchanges(store::Session& session, Timestamp before, std::size_t limit) {
  // Ids follow time closely enough: the oldest are looked at, those that are old enough go.
  return store::execute(
      session,
      "DELETE FROM partner_exchanges WHERE started_at < :before AND id IN (SELECT id FROM "
      "partner_exchanges ORDER BY id LIMIT :most)",
      {{"before", before}, {"most", limit}});
}

}  // namespace patchbay::adapters
