#pragma once
// The rules that count now, read in the transaction that decides by them: an activation is there
// for all hubs at once, and never in the middle of a transaction.

#include <memory>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/policy/policy.h"
#include "hub/store/session.h"

namespace patchbay::policy {

/// Thread safe.
class PolicyBook {
 public:
  virtual ~PolicyBook() = default;
  /// The version that is active at `now`, in the caller's transaction. Loaded versions are kept: an
  /// unchanged one costs one look-up. Throws ErrorException (not_found) when none is active, and
  /// (corrupt) when the stored one does not load: then nothing is decided.
  virtual Policy active(store::Session& session, const OrganisationId& organisation,
                        Timestamp now) = 0;
  /// Any version that was stored, for explaining and replaying. Errors: not_found, corrupt.
  virtual Result<Policy> version(store::Session& session, const OrganisationId& organisation,
                                 const std::string& id) = 0;
};

std::unique_ptr<PolicyBook> make_policy_book();
/// Always this one: for tests and commands that bring their own rules.
std::unique_ptr<PolicyBook> make_fixed_book(Policy policy);

}  // namespace patchbay::policy
