#include "hub/app/partners.h"

#include <algorithm>
#include <filesystem>

#include "adapters/lua/lua_plug.h"
#include "adapters/native/native_plug.h"
#include "hub/app/inbound.h"
#include "hub/app/partner_identity.h"
#include "hub/app/partner_pace.h"
#include "hub/app/partner_secrets.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> settings_of(const PartnerSetup& setup,
                                               const adapters::Manifest& manifest) {
  std::map<std::string, std::string> settings = setup.settings;
  const auto defaults = manifest.environments.find(setup.environment);
  if (defaults != manifest.environments.end())
    settings.insert(defaults->second.begin(), defaults->second.end());
  for (const auto& field : manifest.settings) {
    const auto optional = setup.optional_settings.find(field.name);
    if (optional != setup.optional_settings.end()) settings[field.name] = optional->second;
  }
  return settings;
}

/// What a partner's table may hold besides settings of its plug.
std::vector<Field> fields_of_the_hub() {
  std::vector<Field> fields{{"plug", FieldType::text, "", ""},
                            {"environment", FieldType::text, "", ""},
                            {adapters::sandbox_environment, FieldType::text, "", ""},
                            {adapters::production_environment, FieldType::text, "", ""}};
  for (const auto more : {pace_fields(), identity_fields(), inbound_fields()})
    fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

const Field* find_field(const std::vector<Field>& fields, const std::string& name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

}  // namespace

Result<std::shared_ptr<adapters::Plug>> load_plug_at(const std::string& place,
                                                     const std::string& cache_folder) {
  if (fs::is_directory(place)) return adapters::lua::load_plug(place);
  return adapters::native::load_plug(place, cache_folder);
}

Result<std::shared_ptr<adapters::Plug>> load_plug(const PartnerSetup& setup, const Home& home,
                                                  const std::string& cache_folder) {
  const fs::path script = fs::path(home.scripts) / setup.plug;
  if (fs::exists(script / "partner.lua")) return load_plug_at(script.string(), "");
  const fs::path library = fs::path(home.plugins) / (setup.plug + ".so");
  if (fs::exists(library)) return load_plug_at(library.string(), cache_folder);
  return not_found("there is no plug \"" + setup.plug + "\": neither " +
                   (script / "partner.lua").string() + " nor " + library.string() + " exists");
}

Result<FieldValues> check_settings(const PartnerSetup& setup, const adapters::Manifest& manifest) {
  std::vector<Field> known = fields_of_the_hub();
  for (const auto& field : manifest.settings)
    if (find_field(known, field.name))
      return invalid("plug \"" + setup.plug + "\": the setting \"" + field.name +
                     "\" is one of the hub's own; give it another name");
  known.insert(known.begin(), manifest.settings.begin(), manifest.settings.end());
  // Every given setting by itself, so that an error can name its place; then all of them.
  const auto settings = settings_of(setup, manifest);
  for (const auto& [name, value] : settings) {
    const Field* field = find_field(manifest.settings, name);
    const auto checked =
        field ? check_value(*field, value) : Result<void>(unknown_field(name, known));
    const auto place = setup.places.find(name);
    if (!checked)
      return place == setup.places.end() ? checked.error() : checked.error().in(place->second);
  }
  return FieldValues::check(manifest.settings, settings);
}

Result<adapters::Partner> load_partner(PartnerSetup setup, const Home& home,
                                       const std::string& cache_folder) {
  auto plug = load_plug(setup, home, cache_folder);
  if (!plug) return plug.error();
  const adapters::Manifest& manifest = (*plug)->manifest();
  auto secrets = take_secrets(setup, manifest);
  if (!secrets) return secrets.error();
  auto settings = check_settings(setup, manifest);
  if (!settings) return settings.error();
  adapters::Partner partner{
      setup.id,        *plug,          std::move(*settings), std::move(*secrets),
      manifest.limits, manifest.retry, manifest.breaker};
  partner.environment = setup.environment;
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
                                         const std::string& cache_folder,
                                         const std::map<std::string, Home>& other_homes) {
  adapters::Registry registry;
  for (const auto& setup : setups) {
    const auto other = other_homes.find(setup.plug);
    const Home& own = other == other_homes.end() ? home : other->second;
    auto partner = load_partner(setup, own, cache_folder);
    if (!partner) return partner.error().in("partner \"" + setup.id + "\"");
    if (auto added = registry.add(std::move(*partner)); !added) return added.error();
  }
  return registry;
}

}  // namespace patchbay::app
