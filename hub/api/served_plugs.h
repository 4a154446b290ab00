#pragma once
// What the API shows of the versions of plugs. Who keeps them (hub/app/plugs) hands it in.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/store/session.h"

namespace patchbay::api {

/// The version of a plug as one hub has it.
struct ServedPlug {
  std::string hub;
  std::string version;  ///< as its manifest says
  std::string stamp;    ///< of its files
  Timestamp since;
  std::string problem = {};        ///< why a later version is not served; empty: none
  std::string problem_stamp = {};  ///< of that version; empty: its files cannot be read
  Timestamp looked_at = {};        ///< when this was found out last
};

/// By partner; in order of hub.
using ServedPlugs = std::map<std::string, std::vector<ServedPlug>>;

/// All hubs that live, as they told the store.
using ListServedPlugs = std::function<ServedPlugs(store::Session&)>;

}  // namespace patchbay::api
