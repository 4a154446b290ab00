#pragma once
// The sealed tokens in the store. Private to the room.

#include <optional>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::oauth {

struct StoredToken {
  std::string sealed;
  Timestamp expires_at;
  Timestamp fetched_at;
};

std::optional<StoredToken> load_token(store::Session& session, const OrganisationId& organisation,
                                      const std::string& partner);
/// Replaces the one before.
void save_token(store::Session& session, const OrganisationId& organisation,
                const std::string& partner, const StoredToken& token);
/// Deletes the row if it still holds exactly `sealed`: a newer token stays.
void delete_token(store::Session& session, const OrganisationId& organisation,
                  const std::string& partner, const std::string& sealed);

}  // namespace patchbay::oauth
