#pragma once
// The pages of business staff: pure, of what was read. Private to the room.

#include <optional>
#include <string>
#include <vector>

#include "hub/api/site.h"
#include "hub/policy/difference.h"
#include "hub/policy/policy_tests.h"
#include "hub/policy/sentences.h"
#include "hub/policy/set_number.h"
#include "hub/policy/simulation/result.h"
#include "hub/policy/simulation/simulations.h"
#include "hub/policy/versions.h"

namespace patchbay::api {

/// A path below /policies (site.h).
std::string policies_path(const std::vector<std::string>& segments);

/// `to_come`: what a roll back would take back (policy::activations_to_come).
Html versions_page(const std::vector<policy::VersionView>& versions,
                   const std::vector<policy::Activation>& to_come, const SiteFrame& frame);
Html activations_page(const std::vector<policy::Activation>& activations);

struct VersionPage {
  policy::VersionView version;
  std::vector<policy::RuleTable> rules;
  std::vector<policy::DeclaredNumber> numbers;
  std::vector<policy::RuleChange> changes;  ///< against the active version
  std::optional<policy::TestReport> tests;  ///< when they were asked for
  std::vector<policy::SimulationView> simulations;
  std::vector<std::string> partner_warnings;  ///< of partners that are not here
  std::string partner_problem;  ///< why partners do not let it become active; may be empty
};
Html version_page(const VersionPage& page, const SiteFrame& frame);

struct SimulationPage {
  policy::SimulationView simulation;
  std::optional<policy::SimulationResult> result;  ///< when it is done
};
/// How far it is, or what came out: who gains and loses, what it costs; the whole is its report.
Html simulation_page(const SimulationPage& page, const SiteFrame& frame);

}  // namespace patchbay::api
