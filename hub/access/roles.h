#pragma once
// What a role may do: one table of data.

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::access {

struct Role {
  std::string_view name;
  std::string_view help;    ///< for people: whose role it is
  std::string_view scopes;  ///< with blanks between them; "*" is every one
};

/// owner, operator, auditor, editor, partner, service, customer.
std::span<const Role> roles();

/// Every scope that a route asks for.
std::span<const std::string_view> known_scopes();

/// The scopes of a credential: those of its role, or, when `scopes` names some (blanks or commas
/// between them), those, if the role has them all. Errors: invalid, naming the role or scope that
/// is not known, with the nearest; refused: a scope that the role does not have.
Result<std::set<std::string>> scopes_of(std::string_view role, std::string_view scopes);

}  // namespace patchbay::access
