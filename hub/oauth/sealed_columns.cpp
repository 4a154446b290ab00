#include "hub/oauth/sealed_columns.h"

namespace patchbay::oauth {

std::vector<store::SealedColumn> sealed_columns() {
  const std::vector<store::KeyColumn> of_tokens{{"organisation_id"}, {"partner"}, {"customer"}};
  const std::vector<store::KeyColumn> of_revocations{{"organisation_id"}, {"id"}};
  return {
      {"oauth_tokens", of_tokens, "sealed_access_token"},
      {"oauth_tokens", of_tokens, "sealed_refresh_token"},
      {"oauth_flows", {{"organisation_id"}, {"state_hash"}}, "sealed_verifier"},
      {"oauth_revocations", of_revocations, "sealed_access_token"},
      {"oauth_revocations", of_revocations, "sealed_refresh_token"},
  };
}

}  // namespace patchbay::oauth
