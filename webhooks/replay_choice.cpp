#include "webhooks/replay_choice.h"

#include "webhooks/audience.h"

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

namespace {

bool may_know(const Candidate& candidate, const Subscription& to, const Audience& audience) {
  if (to.partner.empty()) return true;
  return is_about_endpoint(candidate.type) ? audience.endpoints.contains(candidate.subject)
                                           : audience.customers.contains(candidate.subject);
}

}  // namespace

bool is_chosen(const Candidate& candidate, const Replay& replay, const Subscription& to,
               const Audience& audience) {
  if (candidate.occurred_at < replay.since || candidate.occurred_at >= replay.until) return false;
  const bool failed = candidate.state == "dead";
  const bool held = candidate.state == "held";
  const bool allowed = may_know(candidate, to, audience);
  if (failed || held)
    return allowed &&
           (replay.what == Replayed::missed || (replay.what == Replayed::failed ? failed : held));
  if (replay.what != Replayed::missed || !candidate.state.empty()) return false;
  // What waits for its fan-out comes by itself; a test is for one endpoint.
  return allowed && candidate.is_fanned_out && candidate.type != test_event_type &&
         to.filter.wants(candidate.type);
}

}  // namespace patchbay::webhooks
