#pragma once
// Files of exported audit rows: written whole or not at all, read row by row.

#include <functional>
#include <string>

#include "hub/access/audit_export.h"
#include "hub/base/result.h"

namespace patchbay::app {

enum class AuditFormat { jsonl, csv };

/// Calls `write` with what takes a row, and then puts the file in place (0600).
/// Errors: conflict: the file exists; unavailable: the disk.
using TakeRow = std::function<void(const access::AuditRow&, const std::string& previous_hash)>;
Result<std::int64_t> write_audit_file(const std::string& path, AuditFormat format,
                                      const std::function<void(const TakeRow&)>& write);

/// Reads either format, whichever the first byte tells. Errors: not_found, unavailable; invalid,
/// naming the line (CSV: the row).
Result<void> read_audit_file(const std::string& path,
                             const std::function<void(const access::ExportedRow&)>& take);

}  // namespace patchbay::app
