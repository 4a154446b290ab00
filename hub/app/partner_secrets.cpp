#include "hub/app/partner_secrets.h"

#include "hub/app/config_entry.h"
#include "hub/app/files.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

/// Takes a setting out; nothing when it is not there.
std::optional<std::string> take_setting(PartnerSetup& setup, const std::string& name) {
  const auto found = setup.settings.find(name);
  if (found == setup.settings.end()) return std::nullopt;
  std::string value = std::move(found->second);
  setup.settings.erase(found);
  return value;
}

/// "patchbay.toml:7" is a place in a file, "ACME_PIN" a variable.
bool is_in_file(const PartnerSetup& setup, const std::string& name) {
  const auto place = setup.places.find(name);
  return place != setup.places.end() && place->second.find(':') != std::string::npos;
}

Error missing(const PartnerSetup& setup, const std::string& name, const std::string& help) {
  const std::string variable = "PATCHBAY_PARTNERS_" + variable_part(setup.id + "." + name);
  return invalid("secret \"" + name + "\" is missing" + (help.empty() ? "" : " (" + help + ")") +
                 "; give it by environment (" + variable + ") or by file (" + name + "_file)");
}

Error stands_in_file(const std::string& place, const std::string& name) {
  return invalid(place + ": \"" + name +
                 "\" is a secret and must not stand in this file; name a file that holds it in \"" +
                 name + "_file\"");
}

/// The environment's own wins over what counts for both; of one table, the value over the file.
Result<Secret> secret_of(PartnerSetup& setup, const std::string& name, const std::string& help) {
  const std::string named_file = name + "_file";
  auto value = take_setting(setup, name);
  const auto file = take_setting(setup, named_file);
  const auto given = setup.secrets.find(name);
  if (given != setup.secrets.end() && !given->second.empty()) return given->second;
  if (value && is_in_file(setup, name)) return stands_in_file(setup.places[name], name);
  const auto& own = setup.own_settings;
  const bool file_wins = file && own.contains(named_file) && !own.contains(name);
  if (value && !value->empty() && !file_wins) return Secret(*std::move(value));
  if (!file) return missing(setup, name, help);
  auto text = read_file(*file);
  if (!text) return text.error().in(setup.places[named_file]);
  return Secret(std::string(trim(*text)));
}

}  // namespace

Result<std::map<std::string, Secret>> take_secrets(PartnerSetup& setup,
                                                   const adapters::Manifest& manifest) {
  std::map<std::string, Secret> secrets;
  for (const auto& name : manifest.secrets) {
    const auto help = manifest.secret_help.find(name);
    auto secret = secret_of(setup, name, help == manifest.secret_help.end() ? "" : help->second);
    if (!secret) return secret.error();
    secrets.emplace(name, *std::move(secret));
  }
  return secrets;
}

}  // namespace patchbay::app
