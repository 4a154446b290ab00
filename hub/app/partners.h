#pragma once
// From folders of plugs and a list of partners to a registry.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/registry.h"
#include "hub/app/home.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::app {

/// A partner as configuration has it: which plug, and what differs from the plug's defaults.
struct PartnerSetup {
  std::string id;
  std::string plug;  ///< folder in scripts, or plugins/<plug>.so
  std::string environment = adapters::production_environment;  ///< or sandbox
  std::map<std::string, std::string> settings;
  /// Taken where the plug declares such a setting, else left out: <P>_REDIRECT_URI may stand in an
  /// environment for plugs that have no use for it.
  std::map<std::string, std::string> optional_settings;
  std::set<std::string> own_settings;  ///< those that the chosen environment has for itself
  /// Where each setting was given, for messages: "api_url" -> "patchbay.toml:12".
  std::map<std::string, std::string> places;
  std::map<std::string, Secret> secrets;
  std::map<std::string, std::string> pace;      ///< keys of partner_pace.h
  std::map<std::string, std::string> identity;  ///< keys of partner_identity.h
  std::map<std::string, std::string> inbound;   ///< keys of inbound.h
  std::optional<jobs::RetryPolicy> retry;       ///< instead of any other
};

std::set<std::string> plugs_of(const std::vector<PartnerSetup>& setups);

/// The plug in the folder of a script, or in a library, which is copied into `cache_folder` first.
/// Errors: those of the host that loads it.
Result<std::shared_ptr<adapters::Plug>> load_plug_at(const std::string& place,
                                                     const std::string& cache_folder);
/// The plug of that name. Errors: not_found: there is none; those of the host that loads it.
Result<std::shared_ptr<adapters::Plug>> load_plug(const PartnerSetup& setup, const Home& home,
                                                  const std::string& cache_folder);
/// Values of the plug's settings. Errors: invalid, naming setting and place.
Result<FieldValues> check_settings(const PartnerSetup& setup, const adapters::Manifest& manifest);
/// One partner with all that it needs. Errors: as load_partners, without its name.
Result<adapters::Partner> load_partner(PartnerSetup setup, const Home& home,
                                       const std::string& cache_folder);

/// Loads each partner's plug: scripts/<plug>/partner.lua, else plugins/<plug>.so (copied into
/// `cache_folder` first). Plugs that `other_homes` names are loaded from there. Errors name the
/// partner and the file: no such plug, a plug that does not load, an unknown or missing setting, a
/// missing secret or certificate.
Result<adapters::Registry> load_partners(const std::vector<PartnerSetup>& setups, const Home& home,
                                         const std::string& cache_folder,
                                         const std::map<std::string, Home>& other_homes = {});

}  // namespace patchbay::app
