#include "hub/loyalty/sealed_columns.h"

namespace patchbay::loyalty {

std::vector<store::SealedColumn> sealed_columns() {
  return {
      {"customer_links",
       {{"organisation_id"}, {"customer_id"}, {"partner"}},
       "account_sealed",
       "account_index"},
      {"rewards", {{"organisation_id"}, {"id"}}, "code_sealed"},
  };
}

}  // namespace patchbay::loyalty
