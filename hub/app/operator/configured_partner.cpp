#include "hub/app/operator/configured_partner.h"

#include "hub/base/text.h"

namespace patchbay::app {

std::vector<std::string> partner_ids(const Config& config) {
  std::vector<std::string> ids;
  for (const auto& setup : config.partners) ids.push_back(setup.id);
  return ids;
}

const PartnerSetup* find_partner(const Config& config, const std::string& id) {
  for (const auto& setup : config.partners)
    if (setup.id == id) return &setup;
  return nullptr;
}

Result<PartnerSetup> configured_partner(const Config& config, const std::string& id) {
  if (const auto* found = find_partner(config, id)) return *found;
  const auto meant = nearest(id, partner_ids(config));
  return not_found(
      "partner \"" + id + "\" is not configured" +
      (meant ? "; did you mean \"" + *meant + "\"?" : "; declare it as [partners." + id + "]"));
}

}  // namespace patchbay::app
