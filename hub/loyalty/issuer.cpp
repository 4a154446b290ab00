// Why no crash between two steps issues twice or loses a reward: docs/adr/0009-no-value-twice.md.

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "hub/base/failpoint.h"
#include "hub/base/id.h"
#include "hub/base/log.h"
#include "hub/http/json.h"
#include "hub/loyalty/conclude.h"
#include "hub/loyalty/customers.h"
#include "hub/store/batch.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::loyalty {
namespace {

using adapters::Outcome;
using adapters::OutcomeKind;

/// What a run reads before it decides.
struct Found {
  std::optional<StoredReward> reward;
  const adapters::Partner* partner = nullptr;
  std::optional<std::string> account;
};

/// The reward's id in a job's payload; the key when the payload is not readable.
std::string reward_of(const jobs::Job& job) {
  const auto payload = parse_json(job.payload);
  const auto* object = payload ? payload->if_object() : nullptr;
  const auto* id = object ? object->if_contains("reward") : nullptr;
  return id && id->is_string() ? std::string(id->get_string()) : job.key;
}

class Issuer {
 public:
  explicit Issuer(IssuerParts parts)
      : parts_(parts), moves_(parts.store, [this](store::Session& session, auto moves) {
          auto moved = apply_moves(session, moves, parts_.clock.now());
          failpoint("loyalty.moves.before_commit");
          return moved;
        }) {}

  static Async<jobs::End> run(std::shared_ptr<Issuer> self, jobs::Job job) {
    co_return co_await self->run(std::move(job));
  }

 private:
  // References are to run()'s frame, which outlives the coroutines that it awaits.
  Async<jobs::End> run(jobs::Job job);
  Async<jobs::End> settle(const jobs::Job& job, Found& found);
  Async<jobs::End> issue(const jobs::Job& job, Found& found);
  Async<jobs::End> refuse(const jobs::Job& job, StoredReward& reward, const std::string& reason);
  Async<bool> store_move(const Move& move, StoredReward& reward);
  Async<jobs::End> finish(Conclusion& conclusion, StoredReward& reward);

  /// Somebody else moved the reward: look at it anew.
  jobs::End overtaken() const {
    return jobs::Again{parts_.clock.now(), "the reward changed while this run was at work"};
  }
  Found read(store::Session& session, const jobs::Job& job) const;
  Situation situation(const jobs::Job& job, const Found& found) const {
    return {*found.reward, job.organisation, found.partner->plug->manifest().settle,
            job.lease,     parts_.retry,     parts_.clock.now()};
  }
  static adapters::Call ask_call(const jobs::Job& job, const Found& found);
  static adapters::Call issue_call(const jobs::Job& job, const Found& found);
  void seal_code(Conclusion& conclusion, const Outcome& outcome) const;

  IssuerParts parts_;
  store::Batch<Move, Moved> moves_;
};

Move move_of(const jobs::Job& job, const StoredReward& reward, RewardState to) {
  Move move;
  move.organisation = job.organisation;
  move.reward = reward.id;
  move.from = reward.state;
  move.to = to;
  move.lease = job.lease;
  return move;
}

void log_move(const Move& move) {
  log_line(LogLevel::debug, "reward.moved",
           {{"reward", move.reward},
            {"from", name_of(move.from)},
            {"to", name_of(move.to)},
            {"reason", move.reason}});
}

Found Issuer::read(store::Session& session, const jobs::Job& job) const {
  Found found;
  found.reward = load_reward(session, job.organisation, reward_of(job));
  if (!found.reward) return found;
  found.partner = parts_.registry.find(found.reward->partner);
  if (found.partner && found.partner->plug->manifest().needs_link)
    found.account = linked_account(session, job.organisation, found.reward->customer,
                                   found.reward->partner, parts_.keys);
  return found;
}

Async<jobs::End> Issuer::run(jobs::Job job) {
  auto reading = [this, &job](store::Session& session) { return read(session, job); };
  Found found = co_await parts_.store.read(reading);
  if (!found.reward) co_return jobs::Dead{"there is no reward " + reward_of(job)};
  StoredReward& reward = *found.reward;
  if (reward.state == RewardState::issued) co_return jobs::Done{};
  // The run before stored its end but the queue does not know it. Trying anew is for a redrive,
  // which moves the reward back to pending.
  if (reward.state == RewardState::failed) co_return jobs::Dead{reward.reason};

  if (reward.state == RewardState::processing) {
    // Whoever began this call never said how it ended: it may have issued, as late as now.
    Move move = move_of(job, reward, RewardState::unconfirmed);
    move.reason = "a run ended in the middle of the call";
    move.unknown_since = parts_.clock.now();
    const bool stored = co_await store_move(move, reward);
    if (!stored) co_return overtaken();
    failpoint("loyalty.interrupted.committed");
  }
  if (!found.partner) {
    const std::string reason =
        "no partner \"" + reward.partner + "\" is configured; add it, then redrive the job";
    co_return co_await refuse(job, reward, reason);
  }
  if (reward.state == RewardState::unconfirmed) co_return co_await settle(job, found);
  co_return co_await issue(job, found);
}

/// Nothing can be asked of the partner. An unknown outcome stays unknown: failed would be a claim.
Async<jobs::End> Issuer::refuse(const jobs::Job& job, StoredReward& reward,
                                const std::string& reason) {
  if (reward.state != RewardState::unconfirmed) {
    Move move = move_of(job, reward, RewardState::failed);
    move.reason = reason;
    co_await store_move(move, reward);
  }
  co_return jobs::Dead{reason};
}

Async<jobs::End> Issuer::settle(const jobs::Job& job, Found& found) {
  const auto& all = found.partner->plug->manifest().settle;
  // A person who redrives a job that waits for a report has every way tried again.
  if (static_cast<std::size_t>(found.reward->settle_way) >= all.size())
    found.reward->settle_way = found.reward->tries = 0;
  const auto first = static_cast<std::size_t>(found.reward->settle_way);
  const auto ways = std::span(all).subspan(first);
  const Timestamp asked_at = parts_.clock.now();
  const auto action = decide_settlement(ways, found.reward->unknown_since, asked_at);
  if (std::holds_alternative<Issue>(action)) co_return co_await issue(job, found);
  if (const auto* wait = std::get_if<AwaitReport>(&action)) {
    Conclusion waiting = conclude_waiting(situation(job, found), wait->reason);
    co_return co_await finish(waiting, *found.reward);
  }
  const Ask ask = std::get<Ask>(action);
  adapters::Call call = ask_call(job, found);
  const Outcome outcome = co_await parts_.caller.call(std::move(call));
  failpoint("loyalty.ask.answered");
  Conclusion conclusion =
      conclude_ask(situation(job, found), outcome, ask, asked_at, parts_.random);
  seal_code(conclusion, outcome);
  if (!conclusion.issue_now) co_return co_await finish(conclusion, *found.reward);
  // From here on a crash is a new unknown, with its own beginning: the old proof must be gone.
  const bool stored = co_await store_move(conclusion.move, *found.reward);
  if (!stored) co_return overtaken();
  failpoint("loyalty.proof.committed");
  co_return co_await issue(job, found);
}

Async<jobs::End> Issuer::issue(const jobs::Job& job, Found& found) {
  StoredReward& reward = *found.reward;
  if (found.partner->plug->manifest().needs_link && !found.account) {
    const std::string reason = "no account linked: customer " + reward.customer + " has none at " +
                               reward.partner + "; link one, then redrive the job";
    co_return co_await refuse(job, reward, reason);
  }
  if (reward.state != RewardState::processing) {
    Move move = move_of(job, reward, RewardState::processing);
    move.unknown_since = reward.unknown_since;
    move.settle_way = reward.settle_way;
    move.tries = reward.tries;
    const bool stored = co_await store_move(move, reward);
    if (!stored) co_return overtaken();
  }
  failpoint("loyalty.processing.committed");
  adapters::Call call = issue_call(job, found);
  const Outcome outcome = co_await parts_.caller.call(std::move(call));
  failpoint("loyalty.issue.answered");
  Conclusion conclusion = conclude_issue(situation(job, found), outcome, parts_.random);
  seal_code(conclusion, outcome);
  co_return co_await finish(conclusion, reward);
}

/// Stores a move, shared with others in one commit, and brings `reward` up to it.
Async<bool> Issuer::store_move(const Move& move, StoredReward& reward) {
  Move sent = move;
  const Moved moved = co_await moves_.submit(std::move(sent));
  const bool counted = moved == Moved::yes;
  if (counted) {
    reward.state = move.to;
    reward.reason = move.reason;
    reward.unknown_since = move.unknown_since;
    reward.settle_way = move.settle_way;
    reward.tries = move.tries;
  }
  co_return counted;
}

Async<jobs::End> Issuer::finish(Conclusion& conclusion, StoredReward& reward) {
  if (conclusion.move.to == RewardState::issued)
    conclusion.move.event_id = new_id("evt", parts_.clock, parts_.random);
  log_move(conclusion.move);
  const bool stored = co_await store_move(conclusion.move, reward);
  if (!stored) co_return overtaken();
  failpoint("loyalty.end.committed");
  if (parts_.after_commit && conclusion.move.to == RewardState::issued) parts_.after_commit();
  co_return conclusion.end;
}

// Requests are built outside of the coroutines: GCC 12 destroys initializer lists in them twice.
adapters::Call Issuer::ask_call(const jobs::Job& job, const Found& found) {
  adapters::Call call;
  call.organisation = job.organisation;
  call.partner = found.partner;
  call.capability = "find_issued";
  call.reference = found.reward->id;
  call.attempt = job.attempt;
  call.request = boost::json::object{{"reference", found.reward->id}};
  return call;
}

adapters::Call Issuer::issue_call(const jobs::Job& job, const Found& found) {
  const Reward& reward = *found.reward;
  adapters::Call call = ask_call(job, found);
  call.capability = reward.capability;
  call.idempotency_key = reward.id;
  boost::json::object request{{"reference", reward.id},
                              {"amount_minor", reward.amount_minor},
                              {"currency", reward.currency}};
  if (found.account) request["account"] = *found.account;
  call.request = std::move(request);
  // Once the lease is lost another run may prove that nothing was issued, and issue.
  if (job.lease_clock)
    call.moves_value_until = [clock = job.lease_clock] { return clock->good_until(); };
  return call;
}

void Issuer::seal_code(Conclusion& conclusion, const Outcome& outcome) const {
  if (conclusion.move.to != RewardState::issued || outcome.kind != OutcomeKind::succeeded) return;
  const auto* result = outcome.result.if_object();
  const auto* code = result ? result->if_contains("code") : nullptr;
  if (!code || !code->is_string() || code->get_string().empty()) return;
  conclusion.move.code_sealed = parts_.keys.seal(
      std::string_view(code->get_string()),
      "rewards/" + conclusion.move.organisation + "/" + conclusion.move.reward + "/code");
}

}  // namespace

jobs::Handler make_issuer(IssuerParts parts) {
  auto issuer = std::make_shared<Issuer>(parts);
  return [issuer](jobs::Job job) { return Issuer::run(issuer, std::move(job)); };
}

}  // namespace patchbay::loyalty
