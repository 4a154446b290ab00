#include "hub/loyalty/conclude.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <limits>

namespace patchbay::loyalty {
namespace {

using adapters::Outcome;
using adapters::OutcomeKind;

constexpr Duration held_back_min{100'000};

Move move_to(const Situation& situation, RewardState to, std::string reason) {
  Move move = move_of(situation.organisation, situation.reward, to);
  move.lease = situation.lease;
  move.reason = std::move(reason);
  if (to == RewardState::unconfirmed) move.unknown_since = situation.reward.unknown_since;
  return move;
}

std::string text_of(const boost::json::value& result, const char* name) {
  const auto* object = result.if_object();
  const auto* value = object ? object->if_contains(name) : nullptr;
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}

std::string refusal_of(const Outcome& outcome) { return outcome.code + ": " + outcome.message; }

Conclusion issued(const Situation& situation, const boost::json::value& result) {
  Move move = move_to(situation, RewardState::issued, "");
  move.partner_reference = text_of(result, "partner_reference");
  move.settled = situation.reward.unknown_since.has_value();
  if (const auto expires = parse_timestamp(text_of(result, "expires_at")))
    move.expires_at = *expires;
  return {std::move(move), jobs::Done{}, false};
}

Conclusion failed(const Situation& situation, const std::string& reason) {
  return {move_to(situation, RewardState::failed, reason), jobs::Dead{reason}, false};
}

/// `first_at`: where the policy's span begins, if it counts at all.
jobs::RetryDecision decide(const jobs::RetryPolicy& policy, const Situation& situation,
                           std::int64_t number, std::optional<Timestamp> first_at,
                           const Outcome& outcome, Random& random) {
  return jobs::decide_retry(policy,
                            {.number = static_cast<int>(number),
                             .now = situation.now,
                             .first_at = first_at,
                             .retry_after = outcome.retry_after,
                             .failure = outcome.failure,
                             .why = outcome.message},
                            random);
}

/// `move.reason` says what was heard last, if anything was.
Conclusion await_report(const Situation& situation, Move move, const SettleStep& step) {
  const std::string& obstacle = situation.obstacle;
  std::string reason = obstacle.empty() ? std::get<AwaitReport>(step.action).reason : obstacle;
  if (!move.reason.empty()) reason += " (" + move.reason + ")";
  move.reason = reason;
  move.progress.settle_way = static_cast<std::int64_t>(step.way);
  move.needs_person = step.way >= situation.ways.size() || !obstacle.empty();
  if (obstacle.empty()) return {std::move(move), jobs::Done{}, false};
  return {std::move(move), jobs::Dead{reason}, false};
}

/// This way tells nothing any more: the next one decides at the next run.
Conclusion next_way(const Situation& situation, const std::string& why) {
  const auto way = static_cast<std::size_t>(situation.reward.progress.settle_way) + 1;
  const auto step = decide_settlement(situation.ways, way, situation.doubt(), situation.now);
  Move move = move_to(situation, RewardState::unconfirmed, why);
  move.progress.settle_way = static_cast<std::int64_t>(step.way);
  move.progress.tries = 0;
  if (std::holds_alternative<AwaitReport>(step.action))
    return await_report(situation, std::move(move), step);
  return {std::move(move), jobs::Again{situation.now, why}, false};
}

/// Nothing is known that was not known before: again by the retry schedule, then the next way.
Conclusion again_or_next_way(const Situation& situation, const Outcome& outcome, Random& random) {
  Move move = move_to(situation, RewardState::unconfirmed, outcome.message);
  ++move.progress.tries;
  const auto decision =
      decide(situation.retry, situation, move.progress.tries, {}, outcome, random);
  if (const auto* stop = std::get_if<jobs::GiveUp>(&decision))
    return next_way(situation, stop->reason);
  const Timestamp at = std::get<jobs::RetryAt>(decision).at;
  return {std::move(move), jobs::Again{at, outcome.message}, false};
}

/// The hub itself held the call back: nothing was sent, nothing was learned, nothing counts.
Conclusion held_back(const Situation& situation, RewardState back_to, const Outcome& outcome) {
  const Duration wait = outcome.retry_after.value_or(situation.retry.base);
  const Timestamp at = situation.now + std::max(wait, held_back_min);
  return {move_to(situation, back_to, outcome.message), jobs::Later{at, outcome.message}, false};
}

Conclusion now_unknown(const Situation& situation, const Outcome& outcome) {
  Move move = move_to(situation, RewardState::unconfirmed, outcome.message);
  // The newest step that may have issued counts: proof must be younger than it.
  move.unknown_since = situation.now;
  move.progress.tries = 0;
  const Doubt doubt{situation.now, situation.now, situation.doubt().may_repeat};
  const auto step = decide_settlement(situation.ways, 0, doubt, situation.now);
  move.progress.settle_way = static_cast<std::int64_t>(step.way);
  if (std::holds_alternative<AwaitReport>(step.action))
    return await_report(situation, std::move(move), step);
  return {std::move(move), jobs::Again{situation.now, outcome.message}, false};
}

/// This call provably issued nothing: again by the retry schedule, then another partner's turn.
Conclusion nothing_issued(const Situation& situation, const Outcome& outcome, Random& random) {
  Move move = move_to(situation, RewardState::pending, outcome.message);
  move.progress.settle_way = move.progress.tries = 0;
  move.progress.reversal_begun = false;
  auto& [calls, first_at] = move.progress.fruitless[situation.reward.partner];
  if (++calls == 1) first_at = situation.now;
  const auto decision = decide(situation.retry, situation, calls, first_at, outcome, random);
  if (const auto* stop = std::get_if<jobs::GiveUp>(&decision)) {
    move.reason = stop->reason;
    move.progress.given_up.push_back(situation.reward.partner);
    return {std::move(move), jobs::Done{}, true};
  }
  const Timestamp at = std::get<jobs::RetryAt>(decision).at;
  return {std::move(move), jobs::Again{at, outcome.message}, false};
}

/// Nothing stands at the partner: issued again at once, unless the tries are used up; cancelled
/// when somebody wanted that.
Conclusion proven(const Situation& situation, const std::string& how, Random& random) {
  if (!situation.reward.progress.doubted.empty()) {
    Move move = move_to_next_doubt(situation.organisation, situation.reward);
    move.lease = situation.lease;
    jobs::Again next{situation.now, move.reason, move.partner};
    return {std::move(move), std::move(next), false};
  }
  if (!situation.reward.cancel_reason.empty()) {
    Move move = move_to(situation, RewardState::cancelled, situation.reward.cancel_reason);
    move.settled = true;
    return {std::move(move), jobs::Done{}, false};
  }
  Conclusion conclusion = nothing_issued(situation, adapters::retryable(how), random);
  conclusion.move.settled = true;
  conclusion.goes_on = true;
  return conclusion;
}

/// Nothing so far; proof only later.
Conclusion ask_later(const Situation& situation, Timestamp proof_from, const std::string& reason) {
  // Never at once: a database whose clock is ahead of ours would give the job back immediately.
  const Timestamp at = std::max(proof_from, situation.now + situation.retry.base);
  return {move_to(situation, RewardState::unconfirmed, reason), jobs::Again{at, reason}, false};
}

/// Reversing is repeated until its own deadline, however often that is.
Conclusion reverse_again(const Situation& situation, const Outcome& outcome, const Reverse& reverse,
                         Random& random) {
  Move move = move_to(situation, RewardState::unconfirmed, outcome.message);
  ++move.progress.tries;
  // What was sent may arrive late and take back what is issued after it: proof must be younger.
  if (outcome.kind == OutcomeKind::unknown) move.unknown_since = situation.now;
  jobs::RetryPolicy patient = situation.retry;
  patient.attempts_max = std::numeric_limits<int>::max();
  patient.retryable.clear();
  const auto decision = decide(patient, situation, move.progress.tries, {}, outcome, random);
  const auto* again = std::get_if<jobs::RetryAt>(&decision);
  if (!again || again->at > reverse.until) {
    Conclusion next = next_way(situation, "reversing ended at its deadline: " + outcome.message);
    next.move.unknown_since = move.unknown_since;
    return next;
  }
  return {std::move(move), jobs::Again{again->at, outcome.message}, false};
}

}  // namespace

Doubt Situation::doubt() const {
  const Timestamp since = reward.unknown_since.value_or(now);
  const auto& progress = reward.progress;
  const bool may_repeat =
      reward.cancel_reason.empty() && progress.doubted.empty() && !progress.reversal_begun;
  return {reward.doubt_began.value_or(since), since, may_repeat};
}

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
    case OutcomeKind::rejected:
      // A "no" to the repetition does not say what became of the first call.
      return repeats_unknown ? next_way(situation, refusal_of(outcome))
                             : failed(situation, refusal_of(outcome));
    case OutcomeKind::retryable: break;
  }
  if (outcome.held_back)
    return held_back(situation, repeats_unknown ? RewardState::unconfirmed : RewardState::pending,
                     outcome);
  return repeats_unknown ? again_or_next_way(situation, outcome, random)
                         : nothing_issued(situation, outcome, random);
}

Conclusion conclude_ask(const Situation& situation, const Outcome& outcome, const Ask& ask,
                        Timestamp asked_at, Random& random) {
  if (outcome.kind == OutcomeKind::rejected) return next_way(situation, refusal_of(outcome));
  if (outcome.held_back) return held_back(situation, RewardState::unconfirmed, outcome);
  const std::string state =
      outcome.kind == OutcomeKind::succeeded ? text_of(outcome.result, "state") : "";
  // What was issued may still be taken back by a reversal that is on its way.
  const bool is_final = asked_at >= ask.proof_from || !situation.reward.progress.reversal_begun;
  if (state == "issued" && is_final) return issued(situation, outcome.result);
  if (state == "issued")
    return ask_later(situation, ask.proof_from, "issued, but a reversal may still take it back");
  if (state == "not_issued" && asked_at >= ask.proof_from)
    return proven(situation, "the partner has not issued it", random);
  if (state == "not_issued")
    return ask_later(situation, ask.proof_from, "not issued so far; that is proof only later");
  Outcome unclear = outcome;
  if (!state.empty()) unclear.message = "the partner cannot tell yet whether it issued";
  return again_or_next_way(situation, unclear, random);
}

Conclusion conclude_reverse(const Situation& situation, const Outcome& outcome,
                            const Reverse& reverse, Timestamp asked_at, Random& random) {
  if (outcome.kind == OutcomeKind::rejected) return next_way(situation, refusal_of(outcome));
  if (outcome.held_back) return held_back(situation, RewardState::unconfirmed, outcome);
  const std::string state =
      outcome.kind == OutcomeKind::succeeded ? text_of(outcome.result, "state") : "";
  if (state == "reversed" && asked_at >= reverse.reversed_proof_from)
    return proven(situation, "the partner took back what it had issued", random);
  if (state == "nothing_to_reverse" && asked_at >= reverse.proof_from)
    return proven(situation, "the partner has nothing to take back", random);
  if (!state.empty())
    return ask_later(situation, reverse.proof_from,
                     "nothing stands at the partner so far; that is proof only later");
  return reverse_again(situation, outcome, reverse, random);
}

Conclusion conclude_waiting(const Situation& situation, const SettleStep& step) {
  return await_report(situation, move_to(situation, RewardState::unconfirmed, ""), step);
}

}  // namespace patchbay::loyalty
