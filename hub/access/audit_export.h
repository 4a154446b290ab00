#pragma once
// The audit for others: rows with what it takes to re-compute their chain.

#include <functional>
#include <optional>
#include <string>

#include "hub/access/audit_chain.h"

namespace patchbay::access {

/// Calls `fn` with each row and the hash of the row before it, chain by chain, in order. Of a
/// period all rows between the first and the last that fall into it, so that no position is left
/// out. Rows that are not chained yet are not among them. Memory does not grow with the audit.
void export_audit(store::Session& session, const std::optional<OrganisationId>& organisation,
                  Timestamp from, Timestamp to,
                  const std::function<void(const AuditRow&, const std::string& previous_hash)>& fn);

/// A row outside the store.
struct ExportedRow {
  AuditRow row;
  std::string previous_hash;
};

/// One line of JSON without its end; every value as hashed, "at" in RFC 3339 with microseconds.
std::string to_json_line(const AuditRow& row, const std::string& previous_hash);
/// Errors: invalid, naming the field.
Result<ExportedRow> read_json_line(const std::string& line);

/// The same as CSV (RFC 4180), with the columns of this heading.
const std::vector<std::string>& csv_columns();
std::string csv_heading();
std::string to_csv_line(const AuditRow& row, const std::string& previous_hash);
/// `cells` in the order of csv_columns(). Errors: invalid, naming the column.
Result<ExportedRow> read_csv_cells(const std::vector<std::string>& cells);

/// Checks exported rows as they come: each chain from its first row on.
class ExportCheck {
 public:
  struct Part {
    OrganisationId organisation;
    std::int64_t first = 0;  ///< position
    ChainLink last;
    std::int64_t rows = 0;
    std::vector<ChainFinding> findings;
    std::int64_t findings_in_all = 0;
  };
  void add(const ExportedRow& row);
  std::vector<Part> finish();

 private:
  void close();
  std::optional<ChainCheck> check_;
  Part part_;
  std::vector<Part> parts_;
};

}  // namespace patchbay::access
