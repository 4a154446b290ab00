#include "hub/access/sealed_columns.h"

namespace patchbay::access {

std::vector<store::SealedColumn> sealed_columns() {
  return {{"audit_heads", {{"organisation_id"}}, "seal"}};
}

}  // namespace patchbay::access
