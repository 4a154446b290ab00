#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/app/config.h"
#include "hub/app/doctor/doctor.h"
#include "hub/app/hiding.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/configured_partner.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

constexpr std::size_t words_bytes_max = 1'000;
constexpr int timeout_ms_max = 60'000;

struct DoctorFlags {
  std::string id;
  std::optional<std::string> config_file;
  int timeout_ms = 5'000;
  bool json = false;
};

void print_lines(const std::vector<Finding>& findings) {
  for (const auto& finding : findings) {
    std::printf("%-5s %-12s %s\n", name_of(finding.grade), finding.check.c_str(),
                clean_text(finding.says, words_bytes_max).c_str());
    if (!finding.mend.empty())
      std::printf("%19sto mend: %s\n", "", clean_text(finding.mend, words_bytes_max).c_str());
  }
}

void print_json(const std::string& id, const std::vector<Finding>& findings, bool is_well) {
  boost::json::array all;
  for (const auto& finding : findings)
    all.push_back(boost::json::object{{"check", finding.check},
                                      {"grade", name_of(finding.grade)},
                                      {"says", clean_text(finding.says, words_bytes_max)},
                                      {"mend", finding.mend}});
  const boost::json::object whole{{"partner", id}, {"well", is_well}, {"findings", std::move(all)}};
  std::puts(boost::json::serialize(whole).c_str());
}

Result<std::vector<Finding>> look_over(const DoctorFlags& flags) {
  const Home home = find_home();
  auto config = load_config(flags.config_file, process_environment(), shipped_plugs(home));
  if (!config) return config.error();
  hide_secrets();
  auto setup = configured_partner(*config, flags.id);
  if (!setup) return setup.error();
  Patient patient{.setup = *std::move(setup),
                  .home = configured_home(config->values, home),
                  .cache_folder = config->values.text("paths.data") + "/plugins",
                  .public_url = config->values.text("http.public_url"),
                  .timeout = std::chrono::milliseconds(flags.timeout_ms)};
  return examine(patient);
}

Result<void> run_doctor(const DoctorFlags& flags) {
  const auto findings = look_over(flags);
  if (!findings) return findings.error();
  const auto failed = std::count_if(findings->begin(), findings->end(),
                                    [](const Finding& each) { return each.grade == Grade::fail; });
  if (flags.json)
    print_json(flags.id, *findings, failed == 0);
  else
    print_lines(*findings);
  if (failed == 0) return {};
  return refused("partner \"" + flags.id + "\" is not well: " + std::to_string(failed) + " of " +
                 std::to_string(findings->size()) + " findings are failures");
}

}  // namespace

void add_partner_doctor_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<DoctorFlags>();
  auto* doctor = group.add_subcommand(
      "doctor",
      "Look a partner over: plug, settings, secrets, limits, TLS, clock, token, webhook signature; "
      "each finding says how to mend it. Moves no value.");
  doctor->add_option("id", flags->id, "The partner")->required();
  doctor->add_option("--config", flags->config_file, "TOML file, as for patchbay serve");
  doctor->add_option("--timeout-ms", flags->timeout_ms, "Milliseconds that a check may wait")
      ->check(CLI::Range(1, timeout_ms_max))
      ->capture_default_str();
  doctor->add_flag("--json", flags->json, "JSON for programs");
  doctor->footer("Example: patchbay partner doctor acme --config patchbay.toml");
  doctor->callback([flags, &job] { job = [flags] { return run_doctor(*flags); }; });
}

}  // namespace patchbay::app
