#pragma once
// Looks a partner over, check by check. Nothing here moves value or changes anything of a hub.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "hub/app/doctor/finding.h"
#include "hub/app/partners.h"

namespace patchbay::app {

/// Whom the checks look at. They fill in what they found, in their order.
struct Patient {
  PartnerSetup setup;
  Home home;
  std::string cache_folder;
  std::string public_url = {};  ///< what partners reach the hub by; empty: not configured
  std::chrono::milliseconds timeout{5'000};        ///< of everything that waits
  std::shared_ptr<adapters::Plug> plug = nullptr;  ///< once it loaded
  const adapters::Partner* partner = nullptr;      ///< once it has all that it needs
  adapters::Registry registry = {};
};

/// One look; no finding: it does not concern this partner.
using Check = std::vector<Finding> (*)(Patient&);

// In the order in which one rests on the other:
std::vector<Finding> check_plug(Patient& patient);
std::vector<Finding> check_own_settings(Patient& patient);
std::vector<Finding> check_secrets(Patient& patient);
std::vector<Finding> check_limits(Patient& patient);
std::vector<Finding> check_tls(Patient& patient);
std::vector<Finding> check_clock(Patient& patient);
std::vector<Finding> check_token(Patient& patient);
std::vector<Finding> check_webhook(Patient& patient);

/// All of them, one after the other. A check that throws is a finding too.
std::vector<Finding> examine(Patient& patient);

}  // namespace patchbay::app
