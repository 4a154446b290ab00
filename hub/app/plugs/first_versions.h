#pragma once
// Which version of each plug a hub begins with.

#include <map>
#include <string>
#include <vector>

#include "hub/app/partners.h"
#include "hub/app/plugs/plug_rows.h"

namespace patchbay::app {

struct FirstVersions {
  std::map<std::string, std::string> stamps;  ///< by plug; those that cannot be read are left out
  std::map<std::string, Home> homes;          ///< of plugs that are not as their files are
};

/// As the files in `home` are, but for plugs that operators went back with: those begin with the
/// version on the shelf, so that a hub starts while their files are broken. A wished version that
/// is not on the shelf, or does not pass any more, is logged and its files count; the keeper says
/// why. Blocks.
FirstVersions first_versions(const std::vector<PlugWish>& wishes,
                             const std::vector<PartnerSetup>& setups, const Home& home,
                             const std::string& cache_folder, const std::string& shelf_folder);

}  // namespace patchbay::app
