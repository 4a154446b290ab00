#pragma once
// Sending again: one message, the failed ones, or all that an endpoint missed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/jobs/worker.h"
#include "hub/store/session.h"

namespace patchbay::webhooks {

/// Name of the durable job that replays at a bounded rate.
inline constexpr const char* replay_kind = "webhook.replay";
constexpr std::int64_t replay_per_second_default = 50;
constexpr std::int64_t replay_per_second_max = 1'000;
constexpr std::int64_t replay_count_max = 1'000'000;

enum class Replayed {
  failed,  ///< dead messages
  held,    ///< what came while it was paused or disabled
  missed,  ///< failed, held, and events that it wants but has no message of: never attempted
};
const char* name_of(Replayed what);  ///< "failed", "held", "missed"
std::optional<Replayed> parse_replayed(std::string_view name);

struct Replay {
  OrganisationId organisation;
  std::string endpoint;
  Replayed what = Replayed::failed;
  Timestamp since{};                                    ///< events that happened from then on
  Timestamp until{INT64_MAX};                           ///< and before
  std::int64_t per_second = replay_per_second_default;  ///< messages
  std::string actor = {};
};

/// How many it would send now, at most `limit`.
std::int64_t count_replay(store::Session&, const Replay&, std::int64_t limit = replay_count_max);

/// Stores the order and its job. Only events up to now are its: each is looked at once, so a
/// message that fails again is not sent twice. Returns its id, the key of the job. Errors:
/// not_found (endpoint), conflict: the endpoint is not active, or a replay of it is at work;
/// invalid, naming the field.
Result<std::string> start_replay(store::Session&, const Replay&, Timestamp now);

/// How far a replay is.
struct ReplayView : Replay {
  std::string id;           ///< "rpl_…"
  std::int64_t wanted = 0;  ///< that matched when it was ordered
  std::int64_t sent = 0;    ///< put on their way up to now
  Timestamp ordered_at;
  std::optional<Timestamp> ended_at;
  std::string outcome;  ///< "done", "cancelled", or why it ended early; empty while it is at work
};
std::optional<ReplayView> find_replay(store::Session&, const OrganisationId&,
                                      const std::string& id);
/// Newest first, the last 100. An empty endpoint: of all.
std::vector<ReplayView> list_replays(store::Session&, const OrganisationId&,
                                     const std::string& endpoint);
/// What was put on its way stays so. Errors: not_found; conflict: it has ended.
Result<void> cancel_replay(store::Session&, const OrganisationId&, const std::string& id,
                           Timestamp now);

/// One message, delivered or not, or that was never made, goes out again at once. Errors:
/// not_found (endpoint, event, or the event is not for this endpoint), conflict (the endpoint is
/// not active, or the message is on its way).
Result<void> replay_message(store::Session&, const OrganisationId&, const std::string& endpoint,
                            const std::string& event, Timestamp now);

/// The handler of replay_kind: a second's worth a run.
jobs::Handler make_replayer(store::Store& store, const Clock& clock);

}  // namespace patchbay::webhooks
