#include "hub/access/audit_export.h"

namespace patchbay::access {

void ExportCheck::add(const ExportedRow& exported) {
  const AuditRow& row = exported.row;
  if (!check_ || part_.organisation != row.organisation) {
    close();
    part_.organisation = row.organisation;
    part_.first = row.position;
    check_.emplace(ChainLink{row.position - 1, exported.previous_hash});
  } else if (exported.previous_hash != check_->last().hash &&
             row.position == check_->last().position + 1) {
    check_->report({ChainFinding::Kind::changed, row.position, row.id,
                    "row " + std::to_string(row.id) + " at position " +
                        std::to_string(row.position) +
                        " names another row before it than the one that stands there"});
  }
  check_->add(row);
}

void ExportCheck::close() {
  if (check_) {
    check_->finish(std::nullopt);
    part_.last = check_->last();
    part_.rows = check_->rows();
    part_.findings = check_->findings();
    part_.findings_in_all = check_->findings_in_all();
    parts_.push_back(std::move(part_));
  }
  part_ = {};
  check_.reset();
}

std::vector<ExportCheck::Part> ExportCheck::finish() {
  close();
  return std::move(parts_);
}

}  // namespace patchbay::access
