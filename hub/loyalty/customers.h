#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

struct Customer {
  std::string id;
  std::string tier;
  std::int64_t points = 0;
  std::int64_t orders = 0;
  std::int64_t spent_minor = 0;
  std::string currency;
};
std::optional<Customer> find_customer(store::Session& session, const OrganisationId& organisation,
                                      const std::string& id);

/// A customer's account at a partner. The number is personal data: sealed in the store with
/// the context of its row (crypto::sealed_context), found by blind index.
struct Link {
  std::string customer;
  std::string partner;
  std::string account;
};
/// Writes links; one that exists is replaced. In the caller's transaction, set-based.
void link_accounts(store::Session& session, const OrganisationId& organisation,
                   std::span<const Link> links, const crypto::KeyRing& keys, Timestamp now);
std::optional<std::string> linked_account(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& customer, const std::string& partner,
                                          const crypto::KeyRing& keys);

struct Totals {
  std::int64_t orders = 0, customers = 0, amount_minor = 0, points = 0;
  std::map<std::string, std::int64_t> customers_by_tier;
};
Totals totals(store::Session& session, const OrganisationId& organisation);

}  // namespace patchbay::loyalty
