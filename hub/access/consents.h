#pragma once
// Who allowed what: a consent for each customer, partner and purpose, with its history (R-044,
// C-31). Whoever is about to hand a partner something about a customer asks has_consent() first:
// without it the partner learns tier and benefit and nothing else.

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::access {

enum class Purpose {
  rewards,    ///< give value to the customer's account there, and tell the partner of it
  profile,    ///< hand over personal data: name, phone, e-mail
  marketing,  ///< offers of the partner's
};
const char* name_of(Purpose purpose);
std::optional<Purpose> parse_purpose(std::string_view name);
std::vector<std::string> purpose_names();

struct ConsentKey {
  OrganisationId organisation;
  std::string customer;
  std::string partner;
};

struct Consent {
  std::string customer;
  std::string partner;
  std::string purpose;
  std::string how;  ///< code, oauth, operator
  std::string granted_by;
  Timestamp granted_at;
  std::string revoked_by = {};  ///< with the next two: empty while it stands
  std::string revoke_reason = {};
  std::optional<Timestamp> revoked_at = {};
};

/// Opens a consent. Returns false when it stands already: nothing changes then.
bool grant_consent(store::Session& session, const ConsentKey& key, Purpose purpose,
                   const std::string& how, const std::string& actor, Timestamp at);

/// Closes the consent for a purpose, or for all of them. Returns those that stood.
std::vector<Purpose> close_consents(store::Session& session, const ConsentKey& key,
                                    std::optional<Purpose> purpose, const std::string& actor,
                                    const std::string& reason, Timestamp at);

bool has_consent(store::Session& session, const ConsentKey& key, Purpose purpose);

/// Those of `customers` who gave it.
std::set<std::string> consenting(store::Session& session, const OrganisationId& organisation,
                                 const std::string& partner, Purpose purpose,
                                 std::span<const std::string> customers);

/// The history, newest first, at most 1,000 rows. An empty partner: all of them.
std::vector<Consent> list_consents(store::Session& session, const ConsentKey& key);

}  // namespace patchbay::access
