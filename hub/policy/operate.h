#pragma once
// What people do with versions, from the command line, the API and the pages: checked, audited, in
// the caller's transaction. Whoever changes something says why: an empty reason is invalid.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/policy/policy_tests.h"
#include "hub/policy/versions.h"

namespace patchbay::policy {

struct Steerer {
  OrganisationId organisation;
  std::string actor, reason;
  std::string address = {};  ///< of the client that asked; empty for a command
  Timestamp now;
  /// Partner -> kind of those that are set up, for activations; none: not known here.
  std::optional<std::map<std::string, std::string>> installed = {};
};

/// Stores a draft. Errors: invalid: it does not load (with file, line and suggestion): nothing is
/// stored.
Result<VersionView> push_draft(store::Session&, const Steerer& who,
                               const std::vector<PolicyFile>& files);
/// A draft from a version with one number changed (set_number.h). Errors: as there; not_found.
Result<VersionView> push_number(store::Session&, const Steerer& who, const std::string& version,
                                const std::string& path, const std::string& value);
/// A draft from a version, in whose tests stands what its rules answer now (accept.h). Errors: as
/// there; not_found; corrupt: it does not load.
Result<VersionView> push_accepted(store::Session&, const Steerer& who, const std::string& version);
/// Runs its tests; a version whose tests passed is marked, and no reason is needed. Errors:
/// not_found; invalid: the tests cannot be run; corrupt: it does not load.
Result<TestReport> test_version(store::Session&, const Steerer& who, const std::string& version);

struct Activated {
  Activation activation;
  std::vector<std::string> warnings;  ///< of partners that are not there
};
/// Runs its tests first, if they did not pass before. `active_from`: none means now. Errors:
/// not_found; conflict: a test failed or there is none, it is active already, the moment has
/// passed; invalid: no partner of a list is there, or one cannot do what a reward wants.
Result<Activated> activate_version(store::Session&, const Steerer& who, const std::string& version,
                                   std::optional<Timestamp> active_from);
/// Errors: not_found: there is nothing to go back to.
Result<Activation> go_back(store::Session&, const Steerer& who);

}  // namespace patchbay::policy
