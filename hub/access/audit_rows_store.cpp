#include "hub/access/audit_rows.h"

namespace patchbay::access {
namespace {

constexpr std::int64_t page_rows = 1000;

}  // namespace

std::int64_t each_audit_row(store::Session& session, const std::string& rest, store::Params params,
                            const TakeAuditRow& take) {
  const auto read = [&take](std::int64_t id, std::string organisation, std::string actor,
                            std::string action, std::string subject, std::string reason,
                            std::string detail, Timestamp at, std::string address,
                            std::string before, std::string after, std::int64_t position,
                            std::string hash) {
    AuditRow row;
    row.id = id;
    row.organisation = std::move(organisation);
    row.actor = std::move(actor);
    row.action = std::move(action);
    row.subject = std::move(subject);
    row.reason = std::move(reason);
    row.detail = std::move(detail);
    row.at = at;
    row.address = std::move(address);
    row.before = std::move(before);
    row.after = std::move(after);
    row.position = position;
    row.hash = std::move(hash);
    take(std::move(row));
  };
  const std::string columns =
      "id, organisation_id, actor, action, subject, reason, detail, at, address, state_before, "
      "state_after, position, hash";
  return store::query(session, "SELECT " + columns + " FROM audit " + rest, params, read);
}

void each_chained_row(store::Session& session, const OrganisationId& organisation,
                      std::int64_t after, std::int64_t last, const TakeAuditRow& take) {
  for (std::int64_t rows = page_rows; rows == page_rows;)
    rows = each_audit_row(
        session,
        "WHERE organisation_id = :organisation AND position > 0 AND position > "
        ":after AND position <= :last ORDER BY position LIMIT :most",
        {{"organisation", organisation}, {"after", after}, {"last", last}, {"most", page_rows}},
        [&](AuditRow row) {
          after = row.position;
          take(std::move(row));
        });
}

}  // namespace patchbay::access
