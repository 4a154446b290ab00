#pragma once
// Gathers the tables of partners from the file and the environment. Private to the configuration.

#include <map>
#include <string>
#include <vector>

#include "hub/app/config_entry.h"
#include "hub/app/partners.h"

namespace patchbay::app {

/// What stands in an environment's table, or in one of its variables, wins over what counts for
/// both, wherever that was given.
class PartnerSetups {
 public:
  /// Takes one entry below "partners."; a later one wins over an earlier one of the same key.
  /// Errors: invalid: a bad id or limit, a table too deep, an environment that there is not.
  Result<void> take(const ConfigEntry& entry);
  /// Secrets of the environment; they win over secret files.
  void take_secrets(std::vector<std::pair<PartnerKey, Secret>> secrets);
  /// All partners in order of id. Call once, at the end.
  /// Errors: not_found, unavailable: a file of a secret that is needed.
  Result<std::vector<PartnerSetup>> finish();

 private:
  struct Gathered {
    std::string environment;
    std::map<std::string, std::vector<ConfigEntry>> entries;  // by environment, "" for both
    std::map<std::string, std::map<std::string, Secret>> secrets;
  };
  static Result<PartnerSetup> setup_of(const std::string& id, const Gathered& gathered);

  std::map<std::string, Gathered> partners_;
};

}  // namespace patchbay::app
