#pragma once
// A chain read in its order, page by page, so that memory does not grow with it. Private to
// hub/access.

#include "hub/access/audit_rows.h"

namespace patchbay::access {

constexpr std::size_t audit_page_rows = 1000;

/// Calls `fn` with the rows at positions after `after` up to `last`, in order.
template <class F>
void each_chained_row(store::Session& session, const OrganisationId& organisation,
                      std::int64_t after, std::int64_t last, F fn) {
  for (std::int64_t rows = audit_page_rows; rows == static_cast<std::int64_t>(audit_page_rows);)
    rows = each_audit_row(session,
                          "WHERE organisation_id = :organisation AND position > 0 AND position > "
                          ":after AND position <= :last ORDER BY position LIMIT :most",
                          {{"organisation", organisation},
                           {"after", after},
                           {"last", last},
                           {"most", audit_page_rows}},
                          [&](AuditRow row) {
                            after = row.position;
                            fn(std::move(row));
                          });
}

}  // namespace patchbay::access
