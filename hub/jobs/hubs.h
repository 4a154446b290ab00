#pragma once
// The hubs that share a store, as they report themselves.

#include <memory>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/http/loops.h"
#include "hub/store/store.h"

namespace patchbay::jobs {

enum class HubState { running, draining, stopped, lost };  ///< lost: not seen for three beats
const char* name_of(HubState state);

struct HubRow {
  std::string id;  ///< "hub_…", the name of its worker
  std::string host;
  std::int64_t pid = 0;
  std::string url, version;
  HubState state = HubState::running;
  Timestamp started_at, seen_at;
};
/// The newest first; one whose switch is thrown is draining. Those that stopped or were lost a week
/// ago are forgotten when a hub starts.
std::vector<HubRow> list_hubs(store::Session& session);
bool is_known_hub(store::Session& session, const std::string& id);

/// Announces this hub and keeps saying so every `beat` until it goes; then it is stopped, and the
/// switch that drained it is reset. The database's clock counts. Thread safe but for the end: not
/// from a loop. A store that does not answer makes a hub look lost, nothing else.
class HubBeat {
 public:
  virtual ~HubBeat() = default;
  /// Recorded at once, in the background. `running` or `draining`.
  virtual void set_state(HubState state) = 0;
};
/// `hub` needs no state and no times. The first row is written before this returns (blocks).
/// Errors (ErrorException): unavailable.
std::unique_ptr<HubBeat> start_hub_beat(store::Store& store, http::Loops& loops, HubRow hub,
                                        Duration beat);

/// Gives back all leases of a hub that runs nothing any more, so that others need not wait for
/// their end. Its jobs come back as interrupted, which here is no count against them: nobody died.
/// Returns how many.
std::int64_t hand_over_leases(store::Session& session, const std::string& hub);

/// The SQL behind the beat, for its body and tests.
void announce_hub(store::Session& session, const HubRow& hub, Duration beat);
void record_beat(store::Session& session, const std::string& id, HubState state);
void record_stop(store::Session& session, const std::string& id);

}  // namespace patchbay::jobs
