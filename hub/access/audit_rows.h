#pragma once
// How audit rows are read from the table. Private to hub/access.

#include <functional>

#include "hub/access/audit.h"
#include "hub/store/query.h"

namespace patchbay::access {

using TakeAuditRow = std::function<void(AuditRow)>;

/// Calls `take` with each row that the clauses behind FROM choose, `rest`. Returns how many.
std::int64_t each_audit_row(store::Session& session, const std::string& rest, store::Params params,
                            const TakeAuditRow& take);

/// Calls `take` with the rows at positions after `after` up to `last`, in order; page by page, so
/// that memory does not grow with the chain.
void each_chained_row(store::Session& session, const OrganisationId& organisation,
                      std::int64_t after, std::int64_t last, const TakeAuditRow& take);

}  // namespace patchbay::access
