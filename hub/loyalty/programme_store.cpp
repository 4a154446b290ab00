#include "hub/base/id.h"
#include "hub/loyalty/programme.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {

std::string lock_programme(store::Session& session, const OrganisationId& organisation,
                           const Clock& clock, Random& random) {
  return store::query_value<std::string>(
             session,
             "INSERT INTO programmes (organisation_id, reward_salt) VALUES (:organisation, :salt)"
             " ON CONFLICT (organisation_id) DO UPDATE SET reward_salt = programmes.reward_salt"
             " RETURNING reward_salt",
             {{"organisation", organisation}, {"salt", new_id("salt", clock, random)}})
      .value();
}

}  // namespace patchbay::loyalty
