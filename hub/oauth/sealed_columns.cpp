#include "hub/oauth/sealed_columns.h"

namespace patchbay::oauth {

std::vector<store::SealedColumn> sealed_columns() {
  return {
      {"oauth_tokens", {{"organisation_id"}, {"partner"}}, "sealed_token"},
  };
}

}  // namespace patchbay::oauth
