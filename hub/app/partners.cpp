#include "hub/app/partners.h"

#include <algorithm>
#include <filesystem>

#include "adapters/lua/lua_plug.h"
#include "adapters/native/native_plug.h"
#include "hub/app/inbound.h"
#include "hub/app/partner_identity.h"
#include "hub/app/partner_pace.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

Result<std::shared_ptr<adapters::Plug>> load_plug(const PartnerSetup& setup, const Home& home,
                                                  const std::string& cache_folder) {
  const fs::path script = fs::path(home.scripts) / setup.plug;
  if (fs::exists(script / "partner.lua")) return adapters::lua::load_plug(script.string());
  const fs::path library = fs::path(home.plugins) / (setup.plug + ".so");
  if (fs::exists(library)) return adapters::native::load_plug(library.string(), cache_folder);
  return not_found("there is no plug \"" + setup.plug + "\": neither " +
                   (script / "partner.lua").string() + " nor " + library.string() + " exists");
}

std::map<std::string, std::string> settings_of(const PartnerSetup& setup,
                                               const adapters::Manifest& manifest) {
  std::map<std::string, std::string> settings = setup.settings;
  for (const auto& field : manifest.settings) {
    const auto optional = setup.optional_settings.find(field.name);
    if (optional != setup.optional_settings.end()) settings[field.name] = optional->second;
  }
  return settings;
}

/// Every given setting by itself, so that an error can name its place; then all of them.
Result<FieldValues> check_settings(const PartnerSetup& setup, const adapters::Manifest& manifest) {
  std::vector<Field> known = manifest.settings;
  // What a partner's table may hold besides, for "did you mean".
  known.push_back({"plug", FieldType::text, "", ""});
  known.insert(known.end(), pace_fields().begin(), pace_fields().end());
  known.insert(known.end(), identity_fields().begin(), identity_fields().end());
  known.insert(known.end(), inbound_fields().begin(), inbound_fields().end());
  const auto settings = settings_of(setup, manifest);
  for (const auto& [name, value] : settings) {
    const auto field = std::find_if(manifest.settings.begin(), manifest.settings.end(),
                                    [&name = name](const Field& f) { return f.name == name; });
    const auto checked = field == manifest.settings.end() ? Result<void>(unknown_field(name, known))
                                                          : check_value(*field, value);
    const auto place = setup.places.find(name);
    if (!checked)
      return place == setup.places.end() ? checked.error() : checked.error().in(place->second);
  }
  return FieldValues::check(manifest.settings, settings);
}

/// The declared secrets, each of which must be there.
Result<std::map<std::string, Secret>> secrets_of(const PartnerSetup& setup,
                                                 const adapters::Manifest& manifest) {
  std::map<std::string, Secret> secrets;
  for (const auto& name : manifest.secrets) {
    const auto given = setup.secrets.find(name);
    if (given == setup.secrets.end() || given->second.empty())
      return invalid("secret \"" + name + "\" is missing; give it by environment or by file");
    secrets.emplace(name, given->second);
  }
  return secrets;
}

}  // namespace

Result<adapters::Partner> load_partner(const PartnerSetup& setup, const Home& home,
                                       const std::string& cache_folder) {
  auto plug = load_plug(setup, home, cache_folder);
  if (!plug) return plug.error();
  const adapters::Manifest& manifest = (*plug)->manifest();
  auto settings = check_settings(setup, manifest);
  if (!settings) return settings.error();
  auto secrets = secrets_of(setup, manifest);
  if (!secrets) return secrets.error();
  adapters::Partner partner{
      setup.id,        *plug,          std::move(*settings), std::move(*secrets),
      manifest.limits, manifest.retry, manifest.breaker};
  if (auto applied = apply_pace(setup.pace, partner); !applied) return applied.error();
  if (auto applied = apply_identity(setup.identity, partner); !applied) return applied.error();
  if (setup.retry) partner.retry = *setup.retry;
  return partner;
}

std::set<std::string> plugs_of(const std::vector<PartnerSetup>& setups) {
  std::set<std::string> plugs;
  for (const auto& setup : setups) plugs.insert(setup.plug);
  return plugs;
}

Result<adapters::Registry> load_partners(const std::vector<PartnerSetup>& setups, const Home& home,
                                         const std::string& cache_folder) {
  adapters::Registry registry;
  for (const auto& setup : setups) {
    auto partner = load_partner(setup, home, cache_folder);
    if (!partner) return partner.error().in("partner \"" + setup.id + "\"");
    if (auto added = registry.add(std::move(*partner)); !added) return added.error();
  }
  return registry;
}

}  // namespace patchbay::app
