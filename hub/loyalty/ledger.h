#pragma once
// The double-entry ledger: immutable transfers between accounts (P-04, P-05, P-06).

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

/// An account is named by its code: "customer/42/points" or "programme/points_issued". It comes to
/// be with its first transfer.
/// A transfer moves `amount` > 0 of `unit` ("points" or a currency) from debit to credit.
struct Transfer {
  std::string id;  ///< the client's key: unique per organisation for ever
  std::string debit_account;
  std::string credit_account;
  std::string unit;
  std::int64_t amount = 0;
  std::string reason;       ///< "order/17"
  std::string policy_hash;  ///< which rules decided (P-34)
};

/// Posts transfers and moves account totals, in the caller's transaction. A transfer whose id
/// exists is skipped. Throws ErrorException (conflict) when its content differs.
void post(store::Session& session, const OrganisationId& organisation,
          std::span<const Transfer> transfers, Timestamp now);

/// Credits minus debits of one account; 0 when it does not exist.
std::int64_t balance(store::Session& session, const OrganisationId& organisation,
                     const std::string& account, const std::string& unit);

/// Of several accounts, by account; those that do not exist are missing.
std::map<std::string, std::int64_t> balances(store::Session& session,
                                             const OrganisationId& organisation,
                                             std::span<const std::string> accounts,
                                             const std::string& unit);

/// Sum of all balances of a unit: zero, always.
std::int64_t sum_of_balances(store::Session& session, const OrganisationId& organisation,
                             const std::string& unit);
/// Differences between account totals and the transfers they summarise: zero, always.
std::int64_t count_wrong_totals(store::Session& session, const OrganisationId& organisation);

}  // namespace patchbay::loyalty
