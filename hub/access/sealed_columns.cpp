#include "hub/access/sealed_columns.h"

namespace patchbay::access {

std::vector<store::SealedColumn> sealed_columns() {
  return {
      {"audit_heads", {{"organisation_id"}}, "seal"},
      {"credentials", {{"organisation_id"}, {"id"}}, "sealed_secret"},
      {"partner_accounts", {{"organisation_id"}, {"id"}}, "sealed_contact"},
  };
}

}  // namespace patchbay::access
