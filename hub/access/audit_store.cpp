#include "hub/access/audit.h"
#include "hub/access/audit_rows.h"
#include "hub/crypto/digest.h"
#include "hub/store/query.h"

namespace patchbay::access {
namespace {

std::string bounded(const std::string& json) {
  if (json.size() <= audit_json_bytes_max) return json;
  return R"({"too_long":)" + std::to_string(json.size()) + R"(,"sha256":")" +
         crypto::to_hex(crypto::sha256(json)) + R"("})";
}

}  // namespace

void record(store::Session& session, const AuditEntry& entry) {
  const std::string detail = bounded(entry.detail);
  const std::string before = bounded(entry.before);
  const std::string after = bounded(entry.after);
  store::execute(session,
                 "INSERT INTO audit (organisation_id, actor, action, subject, reason, detail, at, "
                 "address, state_before, state_after) VALUES (:organisation, :actor, :action, "
                 ":subject, :reason, :detail, :at, :address, :before, :after)",
                 {{"organisation", entry.organisation},
                  {"actor", entry.actor},
                  {"action", entry.action},
                  {"subject", entry.subject},
                  {"reason", entry.reason},
                  {"detail", detail},
                  {"at", entry.at},
                  {"address", entry.address},
                  {"before", before},
                  {"after", after}});
}

std::vector<AuditRow> list_audit(store::Session& session, const OrganisationId& organisation,
                                 std::int64_t before, std::size_t limit,
                                 const AuditFilter& filter) {
  std::vector<AuditRow> rows;
  const Timestamp to = filter.to.micros == 0 ? Timestamp{INT64_MAX} : filter.to;
  each_audit_row(session,
                 "WHERE organisation_id IN (:organisation, '') AND id < :before "
                 "AND (:actor = '' OR actor = :actor) AND (:action = '' OR action = :action) "
                 "AND (:subject = '' OR subject = :subject) AND at >= :from AND at < :to "
                 "ORDER BY id DESC LIMIT :most",
                 {{"organisation", organisation},
                  {"before", before == 0 ? INT64_MAX : before},
                  {"actor", filter.actor},
                  {"action", filter.action},
                  {"subject", filter.subject},
                  {"from", filter.from},
                  {"to", to},
                  {"most", limit}},
                 [&](AuditRow row) { rows.push_back(std::move(row)); });
  return rows;
}

}  // namespace patchbay::access
