#pragma once
// The hubs that share a store, as they report themselves.

#include <functional>
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
std::vector<HubRow> list_hubs(store::Session& session);

/// Announces this hub and keeps saying so every `beat` until it goes; then it is stopped. The
/// database's clock counts. Not from a loop.
class HubBeat {
 public:
  virtual ~HubBeat() = default;
  virtual void set_state(HubState state) = 0;
};
std::unique_ptr<HubBeat> start_hub_beat(store::Store& store, http::Loops& loops, HubRow hub,
                                        Duration beat);

}  // namespace patchbay::jobs
