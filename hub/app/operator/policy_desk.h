#pragma once
// What the commands of policies share: rules of a version in the store, or of a folder.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/app/operator/operator.h"
#include "hub/policy/operate.h"

namespace patchbay::app {

struct GivenRules {
  policy::Policy policy;
  std::optional<policy::VersionView> version;  ///< none: of a folder
  std::string name;                            ///< "version 0123456789ab", "the folder policies"
};

/// For one command. Opens the store only when a version is asked for: a folder needs none.
class PolicyDesk {
 public:
  /// Borrows the flags.
  explicit PolicyDesk(const OperatorFlags& flags) : flags_(flags) {}

  /// Lives as long as this. Errors: see open_installation.
  Result<const Installation*> here();
  /// A version (an id, the beginning of one, "active", "previous") or a folder; empty: "active". A
  /// folder is what exists as one or has a "/" or "." in it. Errors: not_found, conflict; corrupt:
  /// a stored version does not load; for a folder those of policy::Policy::load.
  Result<GivenRules> rules(const std::string& given);
  Result<GivenRules> version(const std::string& given);
  Result<GivenRules> folder(const std::string& given);
  /// Whoever runs the command. Call after here().
  policy::Steerer steerer() const;

 private:
  const OperatorFlags& flags_;
  std::optional<Installation> here_;
};

/// The first twelve characters: enough to tell versions apart.
std::string short_version(const std::string& id);

/// Writes into a folder those files that were not among the files of before. Errors: see
/// write_file.
Result<void> write_changed(const std::string& folder, const std::vector<policy::PolicyFile>& before,
                           const std::vector<policy::PolicyFile>& after);

/// Partner -> kind of what is configured. Loads their plugs; one that does not load is told on
/// standard error and left out. None: no partner is configured.
std::optional<std::map<std::string, std::string>> installed_partners(const Installation& here);

/// The difference from one to the other, for people; a line each, or a sentence that there is none.
void print_difference(const policy::Policy& before, const policy::Policy& after);

}  // namespace patchbay::app
