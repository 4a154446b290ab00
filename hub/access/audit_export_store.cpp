#include "hub/access/audit_export.h"
#include "hub/access/audit_heads.h"
#include "hub/access/audit_rows.h"

namespace patchbay::access {
namespace {

struct Span {
  std::int64_t first = 0, last = -1;  ///< positions
};

Span span_of(store::Session& session, const OrganisationId& organisation, Timestamp from,
             Timestamp to) {
  Span span;
  store::query(session,
               "SELECT MIN(position), MAX(position) FROM audit WHERE organisation_id = "
               ":organisation AND position > 0 AND at >= :from AND at < :to",
               {{"organisation", organisation}, {"from", from}, {"to", to}},
               [&](std::optional<std::int64_t> first, std::optional<std::int64_t> last) {
                 if (first && last) span = {*first, *last};
               });
  return span;
}

std::string hash_before(store::Session& session, const AuditHead& head, std::int64_t position) {
  if (position == head.anchor.position + 1) return head.anchor.hash;
  return store::query_value<std::string>(
             session,
             "SELECT hash FROM audit WHERE organisation_id = :organisation AND position > 0 AND "
             "position = :position",
             {{"organisation", head.organisation}, {"position", position - 1}})
      .value_or("");
}

}  // namespace

void export_audit(
    store::Session& session, const std::optional<OrganisationId>& organisation, Timestamp from,
    Timestamp to,
    const std::function<void(const AuditRow&, const std::string& previous_hash)>& fn) {
  for (const auto& head : list_heads(session, organisation)) {
    const Span span = span_of(session, head.organisation, from, to);
    if (span.last < span.first) continue;
    std::string previous = hash_before(session, head, span.first);
    each_chained_row(session, head.organisation, span.first - 1, span.last,
                     [&](const AuditRow& row) {
                       fn(row, previous);
                       previous = row.hash;
                     });
  }
}

}  // namespace patchbay::access
