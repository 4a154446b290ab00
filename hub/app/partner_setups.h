#pragma once
// Gathers the tables of partners from the file and the environment. Private to the configuration.

#include <map>
#include <string>
#include <vector>

#include "hub/app/config_entry.h"
#include "hub/app/partners.h"

namespace patchbay::app {

class PartnerSetups {
 public:
  /// Takes one entry below "partners."; a later one wins over an earlier one of the same key.
  /// Errors: invalid: a bad id or limit, a table too deep; not_found, unavailable: a secret file.
  Result<void> take(const ConfigEntry& entry);
  /// Secrets of the environment; they win over secret files.
  void take_secrets(std::map<std::string, std::map<std::string, Secret>> secrets);
  /// All partners in order of id. Call once, at the end.
  std::vector<PartnerSetup> finish();

 private:
  std::map<std::string, PartnerSetup> setups_;
};

}  // namespace patchbay::app
