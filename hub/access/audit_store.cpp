#include "hub/access/audit.h"
#include "hub/store/query.h"

namespace patchbay::access {

void record(store::Session& session, const AuditEntry& entry) {
  store::execute(session,
                 "INSERT INTO audit (organisation_id, actor, action, subject, reason, detail, at) "
                 "VALUES (:organisation, :actor, :action, :subject, :reason, :detail, :at)",
                 {{"organisation", entry.organisation},
                  {"actor", entry.actor},
                  {"action", entry.action},
                  {"subject", entry.subject},
                  {"reason", entry.reason},
                  {"detail", entry.detail},
                  {"at", entry.at}});
}

std::vector<AuditRow> list_audit(store::Session& session, const OrganisationId& organisation,
                                 std::int64_t before, std::size_t limit) {
  std::vector<AuditRow> rows;
  const auto add = [&](std::int64_t id, std::string owner, std::string actor, std::string action,
                       std::string subject, std::string reason, std::string detail, Timestamp at) {
    AuditRow row;
    row.id = id;
    row.organisation = std::move(owner);
    row.actor = std::move(actor);
    row.action = std::move(action);
    row.subject = std::move(subject);
    row.reason = std::move(reason);
    row.detail = std::move(detail);
    row.at = at;
    rows.push_back(std::move(row));
  };
  store::query(session,
               "SELECT id, organisation_id, actor, action, subject, reason, detail, at FROM audit "
               "WHERE organisation_id IN (:organisation, '') AND (:before = 0 OR id < :before) "
               "ORDER BY id DESC LIMIT :most",
               {{"organisation", organisation}, {"before", before}, {"most", limit}}, add);
  return rows;
}

}  // namespace patchbay::access
