#include "hub/access/audit_heads.h"
#include "hub/access/audit_rows.h"
#include "hub/access/audit_sealer.h"
#include "hub/access/audit_waiting.h"
#include "hub/store/rows.h"

namespace patchbay::access {
namespace {

constexpr std::size_t rows_max = 1000;
constexpr std::size_t organisations_max = 200;

using store::ColumnType;

/// One look at an index for each, however many rows wait.
std::vector<OrganisationId> waiting_organisations(store::Session& session,
                                                  const std::set<OrganisationId>& skip) {
  std::vector<OrganisationId> found;
  auto next = store::query_value<std::string>(
      session,
      "SELECT organisation_id FROM audit WHERE position = 0 ORDER BY organisation_id LIMIT 1");
  while (next && found.size() < organisations_max) {
    if (!skip.contains(*next)) found.push_back(*next);
    next = store::query_value<std::string>(
        session,
        "SELECT organisation_id FROM audit WHERE position = 0 AND organisation_id > :last ORDER BY "
        "organisation_id LIMIT 1",
        {{"last", *next}});
  }
  return found;
}

std::vector<AuditRow> waiting_rows(store::Session& session, const OrganisationId& organisation,
                                   std::size_t limit) {
  std::vector<AuditRow> rows;
  each_audit_row(session,
                 "WHERE organisation_id = :organisation AND position = 0 ORDER BY id LIMIT :most",
                 {{"organisation", organisation}, {"most", limit}},
                 [&](AuditRow row) { rows.push_back(std::move(row)); });
  return rows;
}

void write_places(store::Session& session, const std::vector<AuditRow>& chained) {
  store::Rows rows(
      {{"id", ColumnType::integer}, {"position", ColumnType::integer}, {"hash", ColumnType::text}});
  rows.reserve(chained.size());
  for (const auto& row : chained) rows.add(row.id).add(row.position).add(row.hash);
  store::execute(session,
                 "UPDATE audit SET position = r.position, hash = r.hash FROM {rows} AS r WHERE "
                 "audit.id = r.id",
                 rows);
}

/// The heads that are missing among those of `organisations`.
std::vector<OrganisationId> without_head(store::Session& session,
                                         const std::vector<OrganisationId>& organisations) {
  std::vector<OrganisationId> missing;
  for (const auto& organisation : organisations)
    if (!read_head(session, organisation, HeadLock::none)) missing.push_back(organisation);
  return missing;
}

void seal_organisation(store::Session& session, const crypto::KeyRing& keys,
                       const OrganisationId& organisation, SealedRows& sealed) {
  auto head = read_head(session, organisation, HeadLock::skip);
  if (!head) return;  // another hub has it in hand
  if (!check_head(*head, keys)) {
    sealed.broken.insert(organisation);
    return;
  }
  const std::size_t room = rows_max - static_cast<std::size_t>(sealed.rows);
  auto rows = waiting_rows(session, organisation, room);
  if (rows.empty()) return;
  for (auto& row : rows) chain(row, head->end);
  write_places(session, rows);
  seal_head(*head, keys);
  write_head(session, *head);
  sealed.rows += std::ssize(rows);
  if (rows.size() == room) sealed.more = true;
}

}  // namespace

bool has_waiting_audit(store::Session& session) {
  return store::query_value<std::int64_t>(session,
                                          "SELECT id FROM audit WHERE position = 0 LIMIT 1")
      .has_value();
}

WaitingAudit waiting_audit(store::Session& session, const OrganisationId& organisation) {
  WaitingAudit waiting;
  store::query(session,
               "SELECT COUNT(*), MIN(at) FROM audit WHERE organisation_id = :organisation AND "
               "position = 0",
               {{"organisation", organisation}},
               [&](std::int64_t rows, std::optional<Timestamp> oldest) {
                 waiting = {rows, oldest};
               });
  return waiting;
}

SealedRows seal_rows(store::Session& session, const crypto::KeyRing& keys,
                     const std::set<OrganisationId>& skip) {
  SealedRows sealed;
  const auto organisations = waiting_organisations(session, skip);
  sealed.more = organisations.size() == organisations_max;
  const auto missing = without_head(session, organisations);
  if (!missing.empty() && !add_heads(session, keys, missing)) {
    sealed.broken.insert("");
    sealed.broken.insert(missing.begin(), missing.end());
  }
  for (const auto& organisation : organisations) {
    if (sealed.rows >= static_cast<std::int64_t>(rows_max)) break;
    if (!sealed.broken.contains(organisation))
      seal_organisation(session, keys, organisation, sealed);
  }
  return sealed;
}

}  // namespace patchbay::access
