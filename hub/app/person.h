#pragma once
// What the store holds about one customer: shown to him, or forgotten (docs/vault.md).

#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/random.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/session.h"

namespace patchbay::app {

/// Everything, opened, by table. Errors: not_found: nothing is known of this customer.
Result<boost::json::object> export_person(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& customer, const crypto::KeyRing& keys);

struct Erased {
  std::map<std::string, std::int64_t> removed;   ///< rows, by table
  std::map<std::string, std::int64_t> redacted;  ///< rows that were changed, by "table.column"
  std::int64_t withdrawn = 0;  ///< partners whose links, tokens and consents ended
  std::int64_t cancelled = 0;  ///< rewards that were open

  bool operator==(const Erased&) const = default;
};
struct ErasureOrder {
  OrganisationId organisation;
  std::string customer;
  std::string actor, reason;
  bool cancels_rewards = false;  ///< those that are open, where nothing was issued yet
};

/// Withdraws every consent with its links and tokens (the partners are told), removes contact and
/// codes, and the person's data wherever the store repeats it; order and ledger rows stay under the
/// programme's own number of the customer, which is a pseudonym. With its audit row, unless nothing
/// was left to do. May be
/// repeated. Errors: not_found; conflict: rewards are open (they are named): cancel or settle them
/// first.
Result<Erased> erase_person(store::Session& session, const ErasureOrder& order,
                            const crypto::KeyRing& keys, const Clock& clock, Random& random);

}  // namespace patchbay::app
