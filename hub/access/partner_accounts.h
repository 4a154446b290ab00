#pragma once
// Partners that were given credentials by their name.

#include <optional>
#include <string>
#include <string_view>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/result.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/session.h"

namespace patchbay::access {

struct PartnerAccount {
  OrganisationId organisation;
  std::string id;  ///< partner_id_of(name)
  std::string name;
  std::string type;     ///< "hotel" …, in the partner's words
  std::string contact;  ///< e-mail address; sealed in the store
  Timestamp created_at;
};

/// "Federal Palace Hotel" -> "federal_palace_hotel": lower case, each run of other characters one
/// '_', at most 100 bytes. Empty when the name has no letter or digit.
std::string partner_id_of(std::string_view name);

/// Adds the account, or finds that it is there: then type and contact are the new ones.
/// Errors: invalid, naming the field; conflict: another name has this id.
Result<void> put_partner_account(store::Session& session, const PartnerAccount& account,
                                 const crypto::KeyRing& keys);

}  // namespace patchbay::access
