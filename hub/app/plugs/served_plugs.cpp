#include "hub/app/plugs/served_plugs.h"

#include "hub/app/plugs/plug_rows.h"

namespace patchbay::app {

api::ServedPlugs served_plugs(store::Session& session, const std::vector<PartnerSetup>& setups) {
  std::map<std::string, std::vector<api::ServedPlug>> by_plug;
  for (auto& [hub, state] : list_states(session))
    by_plug[state.plug].push_back({hub, state.version, state.stamp, state.since, state.problem,
                                   state.problem_stamp, state.looked_at});
  api::ServedPlugs all;
  for (const auto& setup : setups) all[setup.id] = by_plug[setup.plug];
  return all;
}

}  // namespace patchbay::app
