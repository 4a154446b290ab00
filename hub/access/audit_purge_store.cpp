#include "hub/access/audit_purge.h"

#include "hub/access/audit_heads.h"
#include "hub/access/audit_rows.h"
#include "hub/base/log.h"

namespace patchbay::access {
namespace {

/// The organisations whose chain has an old row; the purge itself looks for where it begins.
std::vector<OrganisationId> with_old_rows(store::Session& session, Timestamp until) {
  std::vector<OrganisationId> found;
  store::query(session,
               "SELECT h.organisation_id FROM audit_heads AS h JOIN audit AS a ON "
               "a.organisation_id = h.organisation_id AND a.position = h.anchor_position + 1 WHERE "
               "a.position > 0 AND a.at < :until ORDER BY h.organisation_id",
               {{"until", until}},
               [&](std::string organisation) { found.push_back(std::move(organisation)); });
  return found;
}

/// The old rows at the beginning of the chain, checked; nothing when they do not verify.
std::optional<ChainLink> old_part(store::Session& session, const AuditHead& head, Timestamp until,
                                  std::size_t rows_max) {
  ChainCheck check(head.anchor);
  bool is_old = true;
  const std::int64_t last = head.anchor.position + static_cast<std::int64_t>(rows_max);
  each_chained_row(session, head.organisation, head.anchor.position,
                   std::min(last, head.end.position), [&](const AuditRow& row) {
                     is_old = is_old && row.at < until;
                     if (is_old) check.add(row);
                   });
  check.finish(std::nullopt);
  if (check.findings_in_all() > 0) return std::nullopt;
  return check.last();
}

void remove_rows(store::Session& session, const OrganisationId& organisation, std::int64_t last) {
  store::execute(session,
                 "DELETE FROM audit WHERE organisation_id = :organisation AND position > 0 AND "
                 "position <= :last",
                 {{"organisation", organisation}, {"last", last}});
}

std::string detail_of(const ChainLink& before, const ChainLink& anchor) {
  return R"({"from_position":)" + std::to_string(before.position + 1) + R"(,"to_position":)" +
         std::to_string(anchor.position) + R"(,"hash":")" + anchor.hash + R"("})";
}

}  // namespace

PurgedAudit purge_audit(store::Session& session, const crypto::KeyRing& keys, Timestamp until,
                        std::size_t rows_max, Timestamp now) {
  PurgedAudit purged;
  for (const auto& organisation : with_old_rows(session, until)) {
    const auto room = static_cast<std::int64_t>(rows_max) - purged.rows;
    if (room <= 0) break;
    auto head = read_head(session, organisation, HeadLock::wait);
    if (!head) continue;
    std::optional<ChainLink> anchor;
    if (check_head(*head, keys))
      anchor = old_part(session, *head, until, static_cast<std::size_t>(room));
    if (!anchor) {
      purged.is_broken = true;
      log_line(LogLevel::error, "audit.not_purged",
               {{"organisation", organisation},
                {"hint", "its audit chain does not verify; run: patchbay audit verify"}});
      continue;
    }
    if (*anchor == head->anchor) continue;  // another hub was faster
    remove_rows(session, organisation, anchor->position);
    purged.rows += anchor->position - head->anchor.position;
    const std::string detail = detail_of(head->anchor, *anchor);
    head->anchor = *anchor;
    seal_head(*head, keys);
    write_head(session, *head);
    AuditEntry entry;
    entry.organisation = organisation;
    entry.actor = "hub:retention";
    entry.action = "audit.purge";
    entry.subject = "audit";
    entry.detail = detail;
    entry.at = now;
    record(session, entry);
  }
  purged.more = purged.rows >= static_cast<std::int64_t>(rows_max);
  return purged;
}

}  // namespace patchbay::access
