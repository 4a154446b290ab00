#pragma once
// Who sends a request, once the guard knows it.

#include <set>
#include <string>

#include "hub/base/organisation.h"

namespace patchbay::http {

/// Immutable once it is in a request; requests of one credential share it.
struct Caller {
  std::string credential;  ///< its id, "crd_…"; empty: the configured admin token
  /// Of the first credential of a row of rotations: what must outlive a rotation is kept by it.
  std::string lineage;
  OrganisationId organisation;   ///< whose things the request sees and changes
  std::string actor;             ///< as the audit names it: "api:admin", "api:crd_…"
  std::string partner;           ///< of a partner's credential, else empty
  std::string customer;          ///< of a customer's credential, else empty: it sees only its own
  std::string role;              ///< "owner", "auditor" …
  std::set<std::string> scopes;  ///< "customers:read" …; "*" is every one
  bool is_signed = false;        ///< the request carried a signature over itself

  bool may(const std::string& scope) const {
    return scope.empty() || scopes.contains("*") || scopes.contains(scope);
  }
};

}  // namespace patchbay::http
