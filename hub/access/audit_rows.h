#pragma once
// How audit rows are read from the table. Private to hub/access.

#include "hub/access/audit.h"
#include "hub/store/query.h"

namespace patchbay::access {

constexpr const char* audit_columns =
    "id, organisation_id, actor, action, subject, reason, detail, at, address, state_before, "
    "state_after, position, hash";

/// Runs "SELECT <audit_columns> FROM audit <rest>" and calls `fn` with each row.
template <class F>
std::int64_t each_audit_row(store::Session& session, const std::string& rest, store::Params params,
                            F fn) {
  const auto take = [&fn](std::int64_t id, std::string organisation, std::string actor,
                          std::string action, std::string subject, std::string reason,
                          std::string detail, Timestamp at, std::string address, std::string before,
                          std::string after, std::int64_t position, std::string hash) {
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
    fn(std::move(row));
  };
  return store::query(session, "SELECT " + std::string(audit_columns) + " FROM audit " + rest,
                      params, take);
}

}  // namespace patchbay::access
