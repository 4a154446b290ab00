#pragma once
// A customer's account at a partner. The number is personal data: sealed in the store,
// found by blind index, shown with its last four characters (C-18).

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

/// How sure it is that the account is the customer's.
enum class Verification {
  verified,  ///< the partner said so: by the security code, or by the customer's consent there
  account_exists,  ///< the partner knows the account, but not whose it is
  unverified,      ///< the partner cannot be asked
};
const char* name_of(Verification verification);

/// What stands for the account of a customer who consented at the partner and gave no number: the
/// customer's token tells the partner whose it is.
constexpr std::string_view account_by_token = "self";

struct Link {
  std::string customer;
  std::string partner;
  std::string account;
  std::string how = "import";  ///< import, code, oauth, operator
  Verification verification = Verification::unverified;
};
/// Writes links; one that exists is replaced. In the caller's transaction, set-based.
void link_accounts(store::Session& session, const OrganisationId& organisation,
                   std::span<const Link> links, const crypto::KeyRing& keys, Timestamp now);
/// Returns false when there is none. Its number is gone then.
bool remove_link(store::Session& session, const OrganisationId& organisation,
                 const std::string& customer, const std::string& partner);

std::optional<std::string> linked_account(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& customer, const std::string& partner,
                                          const crypto::KeyRing& keys);

struct LinkView {
  std::string partner;
  std::string account;  ///< masked
  std::string how;
  std::string verification;
  Timestamp linked_at;
};
/// Of a customer, in order of partner.
std::vector<LinkView> list_links(store::Session& session, const OrganisationId& organisation,
                                 const std::string& customer, const crypto::KeyRing& keys);

/// "****2318"; of less than eight characters nothing is shown.
std::string mask_account(std::string_view account);

}  // namespace patchbay::loyalty
