// What can be said without a network: the plug, its settings, secrets and limits.

#include "hub/app/doctor/doctor.h"
#include "hub/app/partner_secrets.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

bool moves_value(const adapters::Manifest& manifest) { return !manifest.settle.empty(); }

/// Without its secrets: those have a check of their own.
PartnerSetup without_secrets(const Patient& patient) {
  PartnerSetup setup = patient.setup;
  for (const auto& name : patient.plug->manifest().secrets) {
    setup.settings.erase(name);
    setup.settings.erase(name + "_file");
  }
  return setup;
}

}  // namespace

std::vector<Finding> check_plug(Patient& patient) {
  auto plug = load_plug(patient.setup, patient.home, patient.cache_folder);
  if (!plug)
    return {
        {"plug", Grade::fail, plug.error().message,
         "put the plug where it is looked for, name another one in \"plug\", or mend or rebuild "
         "it as the message says"}};
  patient.plug = std::move(*plug);
  const auto& manifest = patient.plug->manifest();
  std::vector<Finding> findings{{"plug", Grade::ok,
                                 manifest.name + " " + manifest.version + " (" + manifest.kind +
                                     ") from " + patient.plug->origin()}};
  if (patient.plug->origin().ends_with(".so"))
    findings.push_back({"stamp", Grade::ok,
                        "its symbols are in order, and it was built for the contract and the "
                        "build of this hub"});
  const bool plays = patient.setup.environment != adapters::production_environment;
  const std::string what = plays && moves_value(manifest) ? ": no real value moves" : "";
  findings.push_back({"environment", Grade::ok, patient.setup.environment + what});
  return findings;
}

std::vector<Finding> check_own_settings(Patient& patient) {
  if (!patient.plug) return {};
  const auto& manifest = patient.plug->manifest();
  const auto settings = check_settings(without_secrets(patient), manifest);
  if (!settings)
    return {{"settings", Grade::fail, settings.error().message,
             "correct it in [partners." + patient.setup.id + "] or its variable"}};
  return {{"settings", Grade::ok,
           std::to_string(manifest.settings.size()) + " declared, all of them fit"}};
}

std::vector<Finding> check_secrets(Patient& patient) {
  if (!patient.plug) return {};
  const auto& manifest = patient.plug->manifest();
  std::vector<Finding> findings;
  adapters::Manifest one = manifest;
  for (const auto& name : manifest.secrets) {
    one.secrets = {name};
    PartnerSetup setup = patient.setup;
    if (const auto given = take_secrets(setup, one); !given)
      findings.push_back({"secrets", Grade::fail, given.error().message,
                          "set the variable or name the file, then start the hub again"});
  }
  if (findings.empty())
    findings.push_back({"secrets", Grade::ok,
                        manifest.secrets.empty() ? "none are needed"
                                                 : "there are: " + join(manifest.secrets, ", ")});
  return findings;
}

std::vector<Finding> check_limits(Patient& patient) {
  if (!patient.plug) return {};
  auto partner = load_partner(patient.setup, patient.home, patient.cache_folder);
  if (!partner)
    return {{"limits", Grade::fail, "the hub could not start with it: " + partner.error().message,
             "mend this first; what follows needs it"}};
  if (auto added = patient.registry.add(std::move(*partner)); !added)
    return {{"limits", Grade::fail, added.error().message,
             "correct the limits in [partners." + patient.setup.id + "]"}};
  patient.partner = patient.registry.find(patient.setup.id);
  const auto& limits = patient.partner->limits;
  const std::string says = std::to_string(limits.calls_per_second) +
                           " calls a second over all hubs, " + std::to_string(limits.concurrency) +
                           " at once, " + std::to_string(limits.timeout_ms) + " ms a request, " +
                           std::to_string(patient.partner->retry.attempts_max) + " attempts";
  if (limits.concurrency > limits.calls_per_second * limits.timeout_ms / 1'000)
    return {{"limits", Grade::warn, says + "; so many at once are never reached",
             "lower concurrency, or raise calls_per_second or timeout_ms"}};
  return {{"limits", Grade::ok, says}};
}

}  // namespace patchbay::app
