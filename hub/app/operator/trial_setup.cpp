#include "hub/app/operator/trial_setup.h"

#include "adapters/cases.h"
#include "hub/app/operator/configured_partner.h"
#include "hub/crypto/system_random.h"

namespace patchbay::app {
namespace {

constexpr std::size_t secret_bytes = 16;

}  // namespace

Result<PartnerSetup> sandbox_setup(const PlugFolder& found, const adapters::Manifest& manifest,
                                   const std::string& sandbox_url,
                                   const std::vector<std::string>& given) {
  adapters::Case wanted;
  for (const auto& setting : given) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos)
      return invalid("--set " + setting + ": write it as name=value");
    wanted.settings[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  for (const auto& field : manifest.settings)
    if (field.name == "api_url")
      wanted.settings.try_emplace("api_url", sandbox_url + "/" + found.name());
  const auto settings = adapters::case_settings(manifest, wanted);
  if (!settings) return settings.error();
  PartnerSetup setup;
  setup.id = found.name();
  setup.plug = found.plug();
  setup.settings = settings->all();
  for (const auto& name : manifest.secrets) setup.secrets[name] = crypto::random_hex(secret_bytes);
  if (setup.secrets.contains("client_id")) setup.secrets["client_id"] = Secret(trial_client);
  return setup;
}

adapters::SandboxOptions sandbox_options(const PlugFolder& found, const PartnerSetup& setup,
                                         const std::string& books_folder) {
  adapters::SandboxOptions options;
  options.scripts_folder = found.home({}).scripts;
  options.partners = {found.name()};
  options.books_folder = books_folder;
  options.client_id = trial_client;
  const auto secret = setup.secrets.find("client_secret");
  options.client_secret = secret == setup.secrets.end()
                              ? std::string(crypto::random_hex(secret_bytes).reveal())
                              : std::string(secret->second.reveal());
  return options;
}

Result<PartnerSetup> configured_setup(const Config& config, const PlugFolder& found,
                                      const adapters::Manifest& manifest) {
  const auto* setup = find_partner(config, found.name());
  if (!setup) setup = find_partner(config, manifest.id);
  if (!setup)
    return not_found("no partner \"" + found.name() + "\" is configured; add [partners." +
                     manifest.id + "] with its settings, or try it in its sandbox: --sandbox");
  PartnerSetup here = *setup;
  here.plug = found.plug();
  return here;
}

}  // namespace patchbay::app
