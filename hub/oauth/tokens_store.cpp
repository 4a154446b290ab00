#include "hub/oauth/tokens_store.h"

#include "hub/store/query.h"

namespace patchbay::oauth {

std::optional<StoredToken> load_token(store::Session& session, const OrganisationId& organisation,
                                      const std::string& partner) {
  std::optional<StoredToken> found;
  store::query(session,
               "SELECT sealed_token, expires_at, fetched_at FROM oauth_tokens "
               "WHERE organisation_id = :organisation AND partner = :partner",
               {{"organisation", organisation}, {"partner", partner}},
               [&](std::string sealed, Timestamp expires_at, Timestamp fetched_at) {
                 found = StoredToken{std::move(sealed), expires_at, fetched_at};
               });
  return found;
}

void save_token(store::Session& session, const OrganisationId& organisation,
                const std::string& partner, const StoredToken& token) {
  store::execute(session,
                 "INSERT INTO oauth_tokens (organisation_id, partner, sealed_token, expires_at, "
                 "fetched_at) VALUES (:organisation, :partner, :sealed, :expires_at, :fetched_at) "
                 "ON CONFLICT (organisation_id, partner) DO UPDATE SET "
                 "sealed_token = excluded.sealed_token, expires_at = excluded.expires_at, "
                 "fetched_at = excluded.fetched_at",
                 {{"organisation", organisation},
                  {"partner", partner},
                  {"sealed", token.sealed},
                  {"expires_at", token.expires_at},
                  {"fetched_at", token.fetched_at}});
}

void delete_token(store::Session& session, const OrganisationId& organisation,
                  const std::string& partner, const std::string& sealed) {
  store::execute(session,
                 "DELETE FROM oauth_tokens WHERE organisation_id = :organisation AND "
                 "partner = :partner AND sealed_token = :sealed",
                 {{"organisation", organisation}, {"partner", partner}, {"sealed", sealed}});
}

}  // namespace patchbay::oauth
