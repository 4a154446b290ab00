#pragma once
// The failpoints of the program, as its sources name them (hub/base/failpoint.h).

#include <string>
#include <vector>

namespace patchbay::test {

struct Failpoint {
  std::string name;   ///< "room.thing.moment"
  std::string place;  ///< "hub/jobs/engine_runs.cpp"
};

/// All of them, in order of place and line. The one that is used twice stands there twice.
std::vector<Failpoint> find_failpoints(const std::string& source_folder);

/// Whether only `patchbay serve` comes there; the others stand in the way of the demo.
bool needs_serve(const std::string& name);
/// Whether only partners' webhooks lead there (intake_kills_test.cpp).
bool needs_partner_webhooks(const std::string& name);
/// Whether only customers' consents lead there (oauth_kills_test.cpp).
bool needs_consent(const std::string& name);

}  // namespace patchbay::test
