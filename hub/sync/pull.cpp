#include "hub/sync/pull.h"

#include <algorithm>

namespace patchbay::sync {
namespace {

std::string where(const adapters::Call& call) {
  return "partner \"" + call.partner->id + "\", " + call.capability;
}

jobs::RetryDecision decide(const PullParts& parts, int attempt, const adapters::Outcome& outcome) {
  const jobs::Attempt failed{.number = attempt,
                             .now = parts.clock.now(),
                             .retry_after = outcome.retry_after,
                             .failure = outcome.failure,
                             .why = outcome.message};
  return jobs::decide_retry(parts.retry, failed, parts.random);
}

}  // namespace

Async<Pulled> pull(PullParts parts, adapters::Call call) {
  for (;; ++call.attempt) {
    adapters::Call once = call;
    auto outcome = co_await parts.caller.call(std::move(once));
    if (outcome.kind == adapters::OutcomeKind::succeeded) {
      co_return Pulled{std::move(outcome.result), std::nullopt};
    }
    if (outcome.kind == adapters::OutcomeKind::rejected) {
      co_return Pulled{{}, refused(outcome.code + ": " + outcome.message).in(where(call))};
    }
    // A read moves no value: an unknown outcome is repeated like any other failure.
    const auto decision = decide(parts, call.attempt, outcome);
    if (const auto* stop = std::get_if<jobs::GiveUp>(&decision)) {
      co_return Pulled{{}, unavailable(stop->reason).in(where(call))};
    }
    const auto wait = std::get<jobs::RetryAt>(decision).at - parts.clock.now();
    co_await sleep_for(std::max(wait, Duration::zero()));
  }
}

Result<adapters::PartnerPtr> find_reader(const adapters::Registry& registry,
                                         const std::string& partner,
                                         const std::string& capability) {
  const auto found = registry.find(partner);
  if (!found) {
    return not_found("partner \"" + partner + "\" is not configured; add it or check the name");
  }
  const auto& known = found->plug->manifest().capabilities;
  if (std::find(known.begin(), known.end(), capability) == known.end()) {
    return invalid("partner \"" + partner + "\" (" + found->plug->origin() + ") cannot " +
                   capability + "; name one that can");
  }
  return found;
}

}  // namespace patchbay::sync
