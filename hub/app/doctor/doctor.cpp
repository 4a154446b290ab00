#include "hub/app/doctor/doctor.h"

#include <array>

namespace patchbay::app {
namespace {

struct Named {
  const char* name;
  Check check;
};
constexpr std::array checks{Named{"plug", check_plug},       Named{"settings", check_own_settings},
                            Named{"secrets", check_secrets}, Named{"limits", check_limits},
                            Named{"tls", check_tls},         Named{"clock", check_clock},
                            Named{"token", check_token},     Named{"webhook", check_webhook}};

}  // namespace

std::vector<Finding> examine(Patient& patient) {
  std::vector<Finding> all;
  for (const auto& [name, check] : checks) {
    try {
      for (auto& finding : check(patient)) all.push_back(std::move(finding));
    } catch (const std::exception& failed) {
      all.push_back({name, Grade::fail, std::string("the check broke off: ") + failed.what()});
    }
  }
  return all;
}

}  // namespace patchbay::app
