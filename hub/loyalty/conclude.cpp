#include "hub/loyalty/conclude.h"

#include <algorithm>
#include <boost/json/object.hpp>

namespace patchbay::loyalty {
namespace {

using adapters::Outcome;
using adapters::OutcomeKind;

Move move_to(const Situation& situation, RewardState to, std::string reason) {
  const StoredReward& reward = situation.reward;
  Move move;
  move.organisation = situation.organisation;
  move.reward = reward.id;
  move.from = reward.state;
  move.to = to;
  move.lease = situation.lease;
  move.reason = std::move(reason);
  move.unknown_since = to == RewardState::unconfirmed ? reward.unknown_since : std::nullopt;
  move.settle_way = reward.settle_way;
  move.tries = reward.tries;
  return move;
}

std::string text_of(const boost::json::value& result, const char* name) {
  const auto* object = result.if_object();
  const auto* value = object ? object->if_contains(name) : nullptr;
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}

Conclusion issued(const Situation& situation, const boost::json::value& result) {
  Move move = move_to(situation, RewardState::issued, "");
  move.partner_reference = text_of(result, "partner_reference");
  move.settled = situation.reward.unknown_since.has_value();
  return {std::move(move), jobs::Done{}, false};
}

/// This way tells nothing any more: the next one decides at the next run.
Conclusion next_way(const Situation& situation, const std::string& why) {
  const auto way = static_cast<std::size_t>(situation.reward.settle_way) + 1;
  const auto ways = situation.ways.subspan(std::min(way, situation.ways.size()));
  const auto action = decide_settlement(ways, situation.reward.unknown_since, situation.now);
  Move move = move_to(situation, RewardState::unconfirmed, why);
  move.settle_way = static_cast<std::int64_t>(std::min(way, situation.ways.size()));
  move.tries = 0;
  if (const auto* wait = std::get_if<AwaitReport>(&action)) {
    move.reason = wait->reason + " (" + why + ")";
    return {std::move(move), jobs::Done{}, false};
  }
  return {std::move(move), jobs::Again{situation.now, why}, false};
}

jobs::Attempt attempt_of(const Situation& situation, const Move& move, const Outcome& outcome) {
  return {.number = static_cast<int>(move.tries),
          .now = situation.now,
          .retry_after = outcome.retry_after,
          .why = outcome.message};
}

/// Nothing is known that was not known before: again by the retry schedule, then the next way.
Conclusion again_or_next_way(const Situation& situation, const Outcome& outcome, Random& random) {
  Move move = move_to(situation, RewardState::unconfirmed, outcome.message);
  ++move.tries;
  const auto decision =
      jobs::decide_retry(situation.retry, attempt_of(situation, move, outcome), random);
  if (const auto* stop = std::get_if<jobs::GiveUp>(&decision))
    return next_way(situation, stop->reason);
  return {std::move(move), jobs::Again{std::get<jobs::RetryAt>(decision).at, outcome.message},
          false};
}

Conclusion now_unknown(const Situation& situation, const Outcome& outcome) {
  Move move = move_to(situation, RewardState::unconfirmed, outcome.message);
  // The newest step that may have issued counts: proof must be younger than it.
  move.unknown_since = situation.now;
  move.settle_way = move.tries = 0;
  const auto action = decide_settlement(situation.ways, move.unknown_since, situation.now);
  if (const auto* wait = std::get_if<AwaitReport>(&action)) {
    move.reason = wait->reason + " (" + outcome.message + ")";
    return {std::move(move), jobs::Done{}, false};
  }
  const auto* ask = std::get_if<Ask>(&action);
  return {std::move(move), jobs::Again{ask ? ask->at : situation.now, outcome.message}, false};
}

Conclusion failed(const Situation& situation, const std::string& reason) {
  Move move = move_to(situation, RewardState::failed, reason);
  move.tries = 0;
  return {std::move(move), jobs::Dead{reason}, false};
}

}  // namespace

Conclusion conclude_issue(const Situation& situation, const Outcome& outcome, Random& random) {
  const bool repeats_unknown = situation.reward.unknown_since.has_value();
  switch (outcome.kind) {
    case OutcomeKind::succeeded: return issued(situation, outcome.result);
    case OutcomeKind::unknown: {
      if (!repeats_unknown) return now_unknown(situation, outcome);
      auto conclusion = again_or_next_way(situation, outcome, random);
      conclusion.move.unknown_since = situation.now;
      return conclusion;
    }
    case OutcomeKind::rejected: {
      const std::string why = outcome.code + ": " + outcome.message;
      // A "no" to the repetition does not say what became of the first call.
      return repeats_unknown ? next_way(situation, why) : failed(situation, why);
    }
    case OutcomeKind::retryable: break;
  }
  if (repeats_unknown) return again_or_next_way(situation, outcome, random);
  Move move = move_to(situation, RewardState::pending, outcome.message);
  ++move.tries;
  const auto decision =
      jobs::decide_retry(situation.retry, attempt_of(situation, move, outcome), random);
  if (const auto* stop = std::get_if<jobs::GiveUp>(&decision))
    return failed(situation, stop->reason);
  return {std::move(move), jobs::Again{std::get<jobs::RetryAt>(decision).at, outcome.message},
          false};
}

Conclusion conclude_ask(const Situation& situation, const Outcome& outcome, const Ask& ask,
                        Timestamp asked_at, Random& random) {
  if (outcome.kind == OutcomeKind::rejected)
    return next_way(situation, outcome.code + ": " + outcome.message);
  const std::string state =
      outcome.kind == OutcomeKind::succeeded ? text_of(outcome.result, "state") : "";
  if (state == "issued") return issued(situation, outcome.result);
  if (state == "not_issued" && asked_at >= ask.proof_from) {
    Move move = move_to(situation, RewardState::processing, "");
    move.settled = true;
    move.settle_way = move.tries = 0;
    return {std::move(move), jobs::Done{}, true};
  }
  if (state == "not_issued") {
    const std::string reason = "not issued so far; that is proof only later";
    // Never at once: a database whose clock is ahead of ours would give the job back immediately.
    const Timestamp at = std::max(ask.proof_from, situation.now + situation.retry.base);
    return {move_to(situation, RewardState::unconfirmed, reason), jobs::Again{at, reason}, false};
  }
  Outcome unclear = outcome;
  if (!state.empty()) unclear.message = "the partner cannot tell yet whether it issued";
  return again_or_next_way(situation, unclear, random);
}

Conclusion conclude_waiting(const Situation& situation, const std::string& reason) {
  return {move_to(situation, RewardState::unconfirmed, reason), jobs::Done{}, false};
}

}  // namespace patchbay::loyalty
