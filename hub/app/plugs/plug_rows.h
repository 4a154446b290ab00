#pragma once
// What the store knows of plugs: wishes of operators, what each hub serves, versions served ever.

#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/store/session.h"

namespace patchbay::app {

constexpr const char* plugs_channel = "plugs";

struct PlugWish {
  std::string plug;
  std::string stamp;  ///< empty: as its files are
  std::string actor, reason;
  Timestamp asked_at;
};

/// One plug as one hub has it.
struct PlugState {
  std::string plug;
  std::string stamp;    ///< of what is served
  std::string version;  ///< as its manifest says
  Timestamp since;
  std::string problem = {};        ///< why a later version is not served; empty: none
  std::string problem_stamp = {};  ///< of that version; may be empty
  Timestamp looked_at = {};        ///< when this was found out last

  bool operator==(const PlugState&) const = default;
};
struct HubPlug {
  std::string hub;
  PlugState state;
};

struct PlugVersion {
  std::string stamp, version;
  Timestamp first_served_at;
};

/// In place of an older wish for the plug. Signals every hub.
void wish(store::Session& session, const PlugWish& wish);
std::vector<PlugWish> list_wishes(store::Session& session);

/// Writes a hub's state of a plug, and its version among those served ever.
void tell_state(store::Session& session, const std::string& hub, const PlugState& state);
/// Of hubs that live, in order of plug and hub.
std::vector<HubPlug> list_states(store::Session& session);
/// Those of a hub that goes, and older ones of hubs that nobody knows any more.
void forget_states(store::Session& session, const std::string& hub, Timestamp before);

/// The newest first.
std::vector<PlugVersion> list_versions(store::Session& session, const std::string& plug);

}  // namespace patchbay::app
