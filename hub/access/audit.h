#pragma once
// Who did what, on what, from where, when and why: rows that are only ever added.

#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::access {

struct AuditEntry {
  OrganisationId organisation;  ///< "" when it concerns the whole installation
  std::string actor;            ///< "api:admin", "cli:anna", "schedule:nightly"
  std::string action;           ///< "switch.throw", "dead.redrive", "reward.cancel"
  std::string subject;          ///< what it was done to: "partner:woolworths", "job:17"
  std::string reason;           ///< in the actor's words; may be empty
  std::string detail;           ///< a JSON object without secrets, or empty
  Timestamp at;
  std::string address = {};  ///< of the client that asked; empty for a command on the machine
  /// The subject's state as JSON objects, personal data masked by the caller; empty where there is
  /// none.
  std::string before = {}, after = {};
};

/// Each of detail, before and after; of a longer one only its size and hash are kept.
constexpr std::size_t audit_json_bytes_max = 16 * 1024;

/// In the transaction of what was done, so that neither stands without the other. One insert: takes
/// no lock and reads nothing; the row gets its place in the chain afterwards (audit_sealer.h).
void record(store::Session& session, const AuditEntry& entry);

struct AuditRow : AuditEntry {
  std::int64_t id = 0;
  std::int64_t position = 0;  ///< in its organisation's chain, from 1; 0: not chained yet
  std::string hash = {};      ///< as audit_chain.h has it; empty: not chained yet
};

/// Which rows; an empty text and a zero time stand for all.
struct AuditFilter {
  std::string actor = {}, action = {}, subject = {};  ///< exactly these
  Timestamp from = {0}, to = {0};                     ///< from on, before to
};
/// Newest first, ids below `before` (0: from the newest): those of the organisation and those of
/// the whole installation.
std::vector<AuditRow> list_audit(store::Session& session, const OrganisationId& organisation,
                                 std::int64_t before, std::size_t limit,
                                 const AuditFilter& filter = {});

}  // namespace patchbay::access
