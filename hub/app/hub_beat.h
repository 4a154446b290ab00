#pragma once
// What a hub tells the others that share its store: that it lives, and what it leaves undone.

#include <memory>
#include <string>

#include "hub/jobs/hubs.h"
#include "hub/jobs/worker.h"

namespace patchbay::app {

/// Announces this process under its worker's name; lost after half a lease of silence.
std::unique_ptr<jobs::HubBeat> start_beat(store::Store& store, http::Loops& loops,
                                          const jobs::WorkerOptions& worker,
                                          const std::string& url);

/// Hands over what the worker had claimed and did not end. Only when no loop of this process moves
/// any more, so that no request can leave for a job that another hub may take. A store that cannot
/// be reached is logged: the leases run out by themselves.
void hand_over_work(store::Store& store, const std::string& worker);

}  // namespace patchbay::app
