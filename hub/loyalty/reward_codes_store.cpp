#include "hub/crypto/sealed_context.h"
#include "hub/loyalty/reward_codes.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {

std::map<std::string, Secret> reward_codes(store::Session& session,
                                           const OrganisationId& organisation,
                                           const std::string& customer,
                                           const crypto::KeyRing& keys) {
  std::map<std::string, Secret> codes;
  store::query(
      session,
      "SELECT id, code_sealed FROM rewards WHERE organisation_id = :organisation"
      " AND customer_id = :customer AND state = 'issued' AND code_sealed IS NOT NULL",
      {{"organisation", organisation}, {"customer", customer}},
      [&](std::string id, std::string sealed) {
        const auto context = crypto::sealed_context("rewards", {organisation, id}, "code_sealed");
        codes[id] = keys.open(sealed, context).value();
      });
  return codes;
}

}  // namespace patchbay::loyalty
