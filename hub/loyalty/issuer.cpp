// Why no crash between two steps issues twice or loses a reward: docs/adr/0009-no-value-twice.md.

#include <algorithm>

#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/loyalty/conclude.h"
#include "hub/loyalty/issue_task.h"
#include "hub/store/batch.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::loyalty {
namespace {

using adapters::Outcome;
using adapters::OutcomeKind;

constexpr int passes_max = 8;  // decisions of one run; each but the last spends a try
/// When a reward at a stopped partner looks again, should nobody wake it.
constexpr Duration stopped_look{5'000'000};
/// When a reward that waits for a link looks again, should linking not have woken it.
constexpr Duration link_look = std::chrono::minutes(5);

/// How a run ends; nothing: the reward is pending, decide anew.
using MaybeEnd = std::optional<jobs::End>;

class Issuer {
 public:
  explicit Issuer(IssuerParts parts)
      : parts_(parts), moves_(parts.store, [this](store::Session& session, auto moves) {
          auto moved = apply_moves(session, moves, parts_.clock, parts_.random);
          failpoint("loyalty.moves.before_commit");
          return moved;
        }) {}

  static Async<jobs::End> run(std::shared_ptr<Issuer> self, jobs::Job job) {
    co_return co_await self->run(std::move(job));
  }

 private:
  // References are to run()'s frame, which outlives the coroutines that it awaits.
  Async<jobs::End> run(jobs::Job job);
  Async<MaybeEnd> work(const jobs::Job& job, IssueTask& task);
  Async<MaybeEnd> settle(const jobs::Job& job, IssueTask& task);
  Async<MaybeEnd> reverse(const jobs::Job& job, IssueTask& task, Reverse reverse);
  Async<MaybeEnd> issue_somewhere(const jobs::Job& job, IssueTask& task);
  Async<MaybeEnd> hand_over(const jobs::Job& job, IssueTask& task, std::string partner);
  Async<MaybeEnd> wait_delayed(const jobs::Job& job, IssueTask& task, WaitDelayed wait);
  Async<MaybeEnd> wait_linked(const jobs::Job& job, IssueTask& task, std::string partner);
  Async<bool> delay(const jobs::Job& job, StoredReward& reward, std::string partner,
                    std::string reason);
  Async<MaybeEnd> issue(const jobs::Job& job, IssueTask& task);
  Async<bool> begin_call(const jobs::Job& job, StoredReward& reward, bool issues);
  Async<bool> store_move(const Move& move, StoredReward& reward);
  Async<MaybeEnd> finish(Conclusion& conclusion, StoredReward& reward);

  /// Somebody else moved the reward: look at it anew.
  jobs::End overtaken() const {
    return jobs::Again{parts_.clock.now(), "the reward changed while this run was at work"};
  }
  Placement place_now(const OrganisationId& organisation, const IssueTask& task) const;
  bool is_down(const OrganisationId& organisation, const std::string& partner) const {
    return parts_.down_until && parts_.down_until(organisation, partner) > parts_.clock.now();
  }
  /// Now by the store's clock, since another hub may have written what it is compared with: never
  /// too early for an unknown to begin, never too late for a question.
  Timestamp not_before_now(const IssueTask& task) const {
    return parts_.clock.now() + task.ahead.at_most;
  }
  Timestamp not_after_now(const IssueTask& task) const {
    return parts_.clock.now() + task.ahead.at_least;
  }
  Situation situation(const jobs::Job& job, const IssueTask& task) const {
    return {*task.reward,
            job.organisation,
            task.partner->settle,
            job.lease,
            parts_.retry.value_or(task.partner->retry),
            not_before_now(task),
            task.obstacle_to_proof};
  }

  IssuerParts parts_;
  store::Batch<Move, Moved> moves_;
};

Move move_by(const jobs::Job& job, const StoredReward& reward, RewardState to,
             const std::string& reason) {
  Move move = move_of(job.organisation, reward, to);
  move.lease = job.lease;
  move.reason = reason;
  return move;
}

void log_move(const Move& move) {
  log_line(LogLevel::debug, "reward.moved",
           {{"reward", move.reward},
            {"from", name_of(move.from)},
            {"to", name_of(move.to)},
            {"reason", move.reason}});
}

// Ends are built outside of the coroutines: GCC 12 destroys aggregates in them twice.
MaybeEnd later(Timestamp at, std::string reason) { return jobs::Later{at, std::move(reason)}; }
MaybeEnd again(Timestamp at, std::string reason, std::string partner) {
  return jobs::Again{at, std::move(reason), std::move(partner)};
}

/// Why the reward's partner is not to issue it.
std::string trouble_of(const IssueTask& task) {
  const StoredReward& reward = *task.reward;
  const auto here = std::find_if(task.candidates.begin(), task.candidates.end(),
                                 [&](const auto& one) { return one.partner == reward.partner; });
  if (here == task.candidates.end()) return reward.partner + " is not the one that was chosen";
  if (!here->obstacle.empty()) return here->obstacle;
  const auto& given_up = reward.progress.given_up;
  const bool is_used_up =
      std::find(given_up.begin(), given_up.end(), reward.partner) != given_up.end();
  return is_used_up ? reward.reason : reward.partner + " is down";
}

std::string obstacle_at(const IssueTask& task, const std::string& partner) {
  for (const Candidate& one : task.candidates)
    if (one.partner == partner) return one.obstacle;
  return partner + " is none of the reward's partners";
}

Conclusion conclude_nobody_left(const jobs::Job& job, const IssueTask& task) {
  const std::string reason = trouble_of(task);
  return {move_by(job, *task.reward, RewardState::failed, reason), jobs::Dead{reason}, false};
}

/// Nothing can be asked of the partner. The outcome stays unknown: failed would be a claim.
Conclusion conclude_unasked(const jobs::Job& job, const IssueTask& task) {
  const std::string reason = trouble_of(task);
  Move move = move_by(job, *task.reward, RewardState::unconfirmed, reason);
  move.unknown_since = task.reward->unknown_since;
  move.needs_person = true;
  return {std::move(move), jobs::Dead{reason}, false};
}

/// Somebody withdrew it while an outcome was open; nothing is now.
Conclusion conclude_cancelled(const jobs::Job& job, const StoredReward& reward) {
  return {move_by(job, reward, RewardState::cancelled, reward.cancel_reason), jobs::Done{}, false};
}

/// What there is to do without any work, if that is so.
MaybeEnd end_without_work(const jobs::Job& job, const IssueTask& task) {
  if (!task.reward) return jobs::Dead{"there is no reward " + reward_of(job)};
  // The run before stored its end but the queue does not know it. Trying anew is for a redrive,
  // which moves the reward back to pending.
  if (task.reward->state == RewardState::failed) return jobs::Dead{task.reward->reason};
  if (!is_open(task.reward->state)) return jobs::Done{};
  return std::nullopt;
}

Async<jobs::End> Issuer::run(jobs::Job job) {
  auto reading = [this, &job](store::Session& session) {
    return read_task(session, job, parts_.registry, parts_.keys, parts_.clock);
  };
  IssueTask task = co_await parts_.store.read(reading);
  if (const MaybeEnd end = end_without_work(job, task)) co_return *end;
  StoredReward& reward = *task.reward;
  if (reward.state == RewardState::processing) {
    // Whoever began this call never said how it ended: it may have issued, as late as now.
    Move move =
        move_by(job, reward, RewardState::unconfirmed, "a run ended in the middle of the call");
    move.unknown_since = not_before_now(task);
    const bool stored = co_await store_move(move, reward);
    if (!stored) co_return overtaken();
    failpoint("loyalty.interrupted.committed");
  }
  for (int pass = 0; pass < passes_max; ++pass) {
    const MaybeEnd end = co_await work(job, task);
    if (end) co_return *end;
  }
  co_return jobs::Again{parts_.clock.now(), "the reward needs another run"};
}

Async<MaybeEnd> Issuer::work(const jobs::Job& job, IssueTask& task) {
  if (task.reward->state != RewardState::unconfirmed) co_return co_await issue_somewhere(job, task);
  if (task.partner) co_return co_await settle(job, task);
  Conclusion unasked = conclude_unasked(job, task);
  co_return co_await finish(unasked, *task.reward);
}

Async<MaybeEnd> Issuer::settle(const jobs::Job& job, IssueTask& task) {
  StoredReward& reward = *task.reward;
  const auto& ways = task.partner->settle;
  // A person who redrives a job that waits for a report has every way tried again.
  if (static_cast<std::size_t>(reward.progress.settle_way) >= ways.size())
    reward.progress.settle_way = reward.progress.tries = 0;
  const auto first = static_cast<std::size_t>(reward.progress.settle_way);
  const Situation before = situation(job, task);
  const Timestamp asked_at = not_after_now(task);
  const SettleStep step = decide_settlement(ways, first, before.doubt(), before.now);
  if (std::holds_alternative<AwaitReport>(step.action)) {
    Conclusion waiting = conclude_waiting(before, step);
    co_return co_await finish(waiting, reward);
  }
  reward.progress.settle_way = static_cast<std::int64_t>(step.way);
  if (std::holds_alternative<Repeat>(step.action)) co_return co_await issue(job, task);
  if (const auto* way = std::get_if<Reverse>(&step.action))
    co_return co_await reverse(job, task, *way);
  const Ask ask = std::get<Ask>(step.action);
  adapters::Call call = ask_call(job, task);
  const Outcome outcome = co_await parts_.caller.call(std::move(call));
  failpoint("loyalty.ask.answered");
  Conclusion conclusion = conclude_ask(situation(job, task), outcome, ask, asked_at, parts_.random);
  if (conclusion.move.to == RewardState::issued)
    conclusion.move.code_sealed =
        seal_code(parts_.keys, job.organisation, reward.id, outcome.result);
  co_return co_await finish(conclusion, reward);
}

Async<MaybeEnd> Issuer::reverse(const jobs::Job& job, IssueTask& task, Reverse reverse) {
  StoredReward& reward = *task.reward;
  // What a reversal does is unknown until its end is stored, like an issue.
  const bool begun = co_await begin_call(job, reward, false);
  if (!begun) co_return overtaken();
  const Timestamp asked_at = not_after_now(task);
  adapters::Call call = reverse_call(job, task, reverse.capability);
  const Outcome outcome = co_await parts_.caller.call(std::move(call));
  Conclusion conclusion =
      conclude_reverse(situation(job, task), outcome, reverse, asked_at, parts_.random);
  co_return co_await finish(conclusion, reward);
}

Placement Issuer::place_now(const OrganisationId& organisation, const IssueTask& task) const {
  auto candidates = task.candidates;
  const auto& given_up = task.reward->progress.given_up;
  for (Candidate& one : candidates) {
    one.is_given_up = std::find(given_up.begin(), given_up.end(), one.partner) != given_up.end();
    one.is_stopped = parts_.is_stopped && parts_.is_stopped(organisation, one.partner);
    if (parts_.down_until) one.down_until = parts_.down_until(organisation, one.partner);
  }
  return place(candidates, task.reward->partner, parts_.clock.now());
}

Async<MaybeEnd> Issuer::issue_somewhere(const jobs::Job& job, IssueTask& task) {
  StoredReward& reward = *task.reward;
  if (!reward.cancel_reason.empty()) {
    Conclusion cancelled = conclude_cancelled(job, reward);
    co_return co_await finish(cancelled, reward);
  }
  const Timestamp now = parts_.clock.now();
  if (!job.partner.empty() && job.partner != reward.partner)
    co_return again(now, "handed over before", reward.partner);
  const Placement placement = place_now(job.organisation, task);
  if (std::holds_alternative<IssueHere>(placement)) co_return co_await issue(job, task);
  if (const auto* stopped = std::get_if<StayStopped>(&placement))
    co_return later(now + stopped_look, "the operator stopped partner " + stopped->partner);
  if (const auto* next = std::get_if<HandOver>(&placement))
    co_return co_await hand_over(job, task, next->partner);
  if (const auto* wait = std::get_if<WaitDelayed>(&placement))
    co_return co_await wait_delayed(job, task, *wait);
  if (const auto* wait = std::get_if<WaitLinked>(&placement))
    co_return co_await wait_linked(job, task, wait->partner);
  Conclusion failed = conclude_nobody_left(job, task);
  co_return co_await finish(failed, reward);
}

Async<MaybeEnd> Issuer::hand_over(const jobs::Job& job, IssueTask& task, std::string partner) {
  const std::string reason = trouble_of(task) + "; " + partner + " is to issue it";
  const bool stored = co_await delay(job, *task.reward, partner, reason);
  if (!stored) co_return overtaken();
  failpoint("loyalty.handover.committed");
  co_return again(parts_.clock.now(), reason, partner);
}

Async<MaybeEnd> Issuer::wait_delayed(const jobs::Job& job, IssueTask& task, WaitDelayed wait) {
  StoredReward& reward = *task.reward;
  const std::string reason = "all partners that could issue it are down";
  const bool stays = wait.partner == reward.partner;
  if (!stays || !reward.delayed_since) {
    const bool stored = co_await delay(job, reward, wait.partner, reason);
    if (!stored) co_return overtaken();
  }
  if (stays) co_return later(wait.at, reason);
  co_return again(wait.at, reason, wait.partner);
}

Async<MaybeEnd> Issuer::wait_linked(const jobs::Job& job, IssueTask& task, std::string partner) {
  StoredReward& reward = *task.reward;
  const std::string reason = obstacle_at(task, partner);
  const bool stays = partner == reward.partner;
  if (!stays || reward.reason != reason) {
    const bool stored = co_await delay(job, reward, partner, reason);
    if (!stored) co_return overtaken();
  }
  const Timestamp at = parts_.clock.now() + link_look;
  if (stays) co_return later(at, reason);
  co_return again(at, reason, partner);
}

/// The customer's reward comes later, maybe from another partner, and they are told.
Async<bool> Issuer::delay(const jobs::Job& job, StoredReward& reward, std::string partner,
                          std::string reason) {
  Move move = move_by(job, reward, RewardState::pending, reason);
  move.delays = true;
  move.previous_partner = reward.partner;
  if (partner != reward.partner) move.partner = partner;
  const bool stored = co_await store_move(move, reward);
  if (stored && parts_.after_commit) parts_.after_commit();
  co_return stored;
}

Async<MaybeEnd> Issuer::issue(const jobs::Job& job, IssueTask& task) {
  StoredReward& reward = *task.reward;
  const bool begun = co_await begin_call(job, reward, true);
  if (!begun) co_return overtaken();
  failpoint("loyalty.processing.committed");
  adapters::Call call = issue_call(job, task);
  const Outcome outcome = co_await parts_.caller.call(std::move(call));
  failpoint("loyalty.issue.answered");
  Conclusion conclusion = conclude_issue(situation(job, task), outcome, parts_.random);
  if (conclusion.move.to == RewardState::issued)
    conclusion.move.code_sealed =
        seal_code(parts_.keys, job.organisation, reward.id, outcome.result);
  // Held back by its breaker: another partner may take it at once.
  if (outcome.held_back && conclusion.move.to == RewardState::pending)
    conclusion.goes_on = is_down(job.organisation, reward.partner);
  co_return co_await finish(conclusion, reward);
}

/// Durable before the first byte that moves value leaves.
Async<bool> Issuer::begin_call(const jobs::Job& job, StoredReward& reward, bool issues) {
  Move move = move_by(job, reward, RewardState::processing, "");
  move.unknown_since = reward.unknown_since;
  move.begins_issue = issues;
  if (!issues) move.progress.reversal_begun = true;
  co_return co_await store_move(move, reward);
}

/// Stores a move, shared with others in one commit, and brings `reward` up to it.
Async<bool> Issuer::store_move(const Move& move, StoredReward& reward) {
  Move sent = move;
  const Moved moved = co_await moves_.submit(std::move(sent));
  const bool counted = moved == Moved::yes;
  if (counted) {
    reward.state = move.to;
    reward.reason = move.reason;
    if (!move.partner.empty()) reward.partner = move.partner;
    reward.doubt_began =
        move.unknown_since && reward.doubt_began ? reward.doubt_began : move.unknown_since;
    reward.unknown_since = move.unknown_since;
    reward.progress = move.progress;
  }
  co_return counted;
}

Async<MaybeEnd> Issuer::finish(Conclusion& conclusion, StoredReward& reward) {
  log_move(conclusion.move);
  const bool stored = co_await store_move(conclusion.move, reward);
  if (!stored) co_return overtaken();
  if (conclusion.goes_on) {
    failpoint("loyalty.proof.committed");
    co_return std::nullopt;
  }
  failpoint("loyalty.end.committed");
  const Move& move = conclusion.move;
  const bool has_events =
      move.to == RewardState::issued || move.to == RewardState::failed || move.needs_person;
  if (parts_.after_commit && has_events) parts_.after_commit();
  co_return conclusion.end;
}

}  // namespace

jobs::Handler make_issuer(IssuerParts parts) {
  auto issuer = std::make_shared<Issuer>(parts);
  return [issuer](jobs::Job job) { return Issuer::run(issuer, std::move(job)); };
}

}  // namespace patchbay::loyalty
