#pragma once
// Sending again: one message, the failed ones, or all that an endpoint missed.

#include <cstdint>
#include <string>

#include "hub/jobs/worker.h"
#include "hub/store/session.h"

namespace patchbay::webhooks {

/// Name of the durable job that replays at a bounded rate.
inline constexpr const char* replay_kind = "webhook.replay";

struct Replay {
  OrganisationId organisation;
  std::string endpoint;
  enum class What {
    failed,  ///< dead messages
    held,    ///< what came while it was paused or disabled
    missed,  ///< failed, held, and events that it wants but has no message of: never attempted
  } what = What::failed;
  Timestamp since{};            ///< events that happened from then on
  Timestamp until{INT64_MAX};   ///< and before
  std::int64_t per_second = 50;  ///< messages
};

/// How many it would send now, at most `limit`.
std::int64_t count_replay(store::Session&, const Replay&, std::int64_t limit = 1'000'000);
/// Enqueues the job. Returns its key. Errors: not_found (endpoint), conflict: the endpoint is not
/// active, or a replay of it is at work; invalid, naming the field.
Result<std::string> start_replay(store::Session&, const Replay&, Timestamp now);
/// One message, delivered or not, goes out again at once. Errors: not_found, conflict (the endpoint
/// is not active, or the message is pending).
Result<void> replay_message(store::Session&, const OrganisationId&, const std::string& endpoint,
                            const std::string& event, Timestamp now);
/// The handler of replay_kind.
jobs::Handler make_replayer(store::Store& store, const Clock& clock);

}  // namespace patchbay::webhooks
