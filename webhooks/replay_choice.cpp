#include "webhooks/replay_choice.h"

#include "webhooks/fan_out.h"

namespace patchbay::webhooks {

const char* name_of(Replayed what) {
  switch (what) {
    case Replayed::failed: return "failed";
    case Replayed::held: return "held";
    case Replayed::missed: break;
  }
  return "missed";
}

std::optional<Replayed> parse_replayed(std::string_view name) {
  for (const auto what : {Replayed::failed, Replayed::held, Replayed::missed})
    if (name == name_of(what)) return what;
  return std::nullopt;
}

bool is_chosen(const Candidate& candidate, const Replay& replay, const Subscription& to,
               const std::set<std::string>& consenting) {
  if (candidate.occurred_at < replay.since || candidate.occurred_at >= replay.until) return false;
  const bool failed = candidate.state == "dead";
  const bool held = candidate.state == "held";
  const bool allowed = to.partner.empty() || consenting.contains(candidate.subject);
  if (failed || held)
    return allowed &&
           (replay.what == Replayed::missed || (replay.what == Replayed::failed ? failed : held));
  if (replay.what != Replayed::missed || !candidate.state.empty()) return false;
  // What waits for its fan-out comes by itself; a test is for one endpoint.
  return allowed && candidate.is_fanned_out && candidate.type != test_event_type &&
         wants(to, candidate.type);
}

}  // namespace patchbay::webhooks
