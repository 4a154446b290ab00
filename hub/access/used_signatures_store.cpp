#include "hub/access/used_signatures.h"
#include "hub/store/query.h"

namespace patchbay::access {

bool use_signature(store::Session& session, const SignatureUse& use) {
  return store::execute(session,
                        "INSERT INTO request_signatures (organisation_id, signature, expires_at) "
                        "VALUES (:organisation, :signature, :expires_at) "
                        "ON CONFLICT (organisation_id, signature) DO NOTHING",
                        {{"organisation", use.organisation},
                         {"signature", use.signature},
                         {"expires_at", use.expires_at}}) == 1;
}

std::int64_t purge_signatures(store::Session& session, Timestamp now, std::size_t limit) {
  return store::execute(
      session,
      "DELETE FROM request_signatures WHERE (organisation_id, signature) IN "
      "(SELECT organisation_id, signature FROM request_signatures WHERE expires_at < :now "
      "ORDER BY expires_at LIMIT :limit)",
      {{"now", now}, {"limit", limit}});
}

}  // namespace patchbay::access
