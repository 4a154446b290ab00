#include "hub/loyalty/reward_actions.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/text.h"
#include "hub/jobs/queue.h"
#include "hub/loyalty/reward_moves.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {
namespace {

Error no_such(const std::string& id) { return not_found("there is no reward \"" + id + "\""); }

Error wrong_state(const Reward& reward, const std::string& wanted) {
  return conflict("reward " + reward.id + " is " + name_of(reward.state) + ": " + wanted);
}

Error changed_meanwhile(const std::string& id) {
  return conflict("reward " + id + " changed at the same time; read it and try again");
}

/// Moves it, unless somebody else did since it was read.
Result<Reward> moved(store::Session& session, const Move& move, const Clock& clock,
                     Random& random) {
  const auto counted = apply_moves(session, std::span(&move, 1), clock, random);
  if (counted.at(0) == Moved::no) return changed_meanwhile(move.reward);
  return *find_reward(session, move.organisation, move.reward);
}

Move move_by(const RewardAction& action, const StoredReward& reward, RewardState to,
             const std::string& reason) {
  Move move = move_of(action.organisation, reward, to);
  move.actor = action.actor;
  move.reason = reason;
  return move;
}

bool is_eligible(const Reward& reward, const std::string& partner) {
  const auto& all = reward.eligible_partners;
  return std::find(all.begin(), all.end(), partner) != all.end();
}

constexpr int cancel_tries_max = 3;

/// Whether it was still in doubt, so that the wish counts.
bool wish_cancelled(store::Session& session, const RewardAction& action,
                    const std::string& reason) {
  const auto wished = store::execute(
      session,
      "UPDATE rewards SET cancel_reason = :reason WHERE organisation_id = :organisation"
      " AND id = :id AND state IN ('processing', 'unconfirmed')",
      {{"reason", reason}, {"organisation", action.organisation}, {"id", action.reward}});
  return wished == 1;
}

/// From its first partner; after a restore each that may have issued it is asked before.
Move tried_anew(const OrganisationId& organisation, const StoredReward& reward) {
  const bool is_doubted = reward.unknown_since.has_value();
  Move move =
      move_of(organisation, reward, is_doubted ? RewardState::unconfirmed : RewardState::pending);
  move.actor = "redrive";
  move.progress = {};
  move.unknown_since = reward.unknown_since;
  if (is_doubted)
    move.progress.doubted = reward.progress.doubted;
  else if (!reward.eligible_partners.empty())
    move.partner = reward.eligible_partners.front();
  return move;
}

/// To the partner; after a restore to the others first, who may have been chosen before.
Move chosen_move(const RewardAction& action, const StoredReward& reward,
                 const std::string& partner) {
  Move move = move_by(action, reward, RewardState::pending, "");
  move.partner = partner;
  if (!reward.unknown_since) return move;
  move.to = RewardState::unconfirmed;
  move.unknown_since = reward.unknown_since;
  auto& doubted = move.progress.doubted;
  doubted = reward.eligible_partners;
  std::erase(doubted, partner);
  doubted.push_back(partner);
  move.partner = doubted.front();
  doubted.erase(doubted.begin());
  return move;
}

void enqueue_issue(store::Session& session, const RewardAction& action, const std::string& partner,
                   Timestamp now) {
  jobs::NewJob job;
  job.organisation = action.organisation;
  job.kind = "reward.issue";
  job.key = action.reward;
  job.payload = boost::json::serialize(boost::json::object{{"reward", action.reward}});
  job.partner = partner;
  job.run_at = now;
  jobs::enqueue(session, std::span(&job, 1), now);
}

/// On with it: to its partner, or to the customer's choice.
Move released_move(const RewardAction& action, const StoredReward& reward) {
  if (!reward.partner.empty()) return chosen_move(action, reward, reward.partner);
  Move move = move_by(action, reward, RewardState::awaiting_choice, "");
  move.unknown_since = reward.unknown_since;
  return move;
}

}  // namespace

Result<Reward> choose_partner(store::Session& session, const RewardAction& action,
                              const std::string& partner, const Clock& clock, Random& random) {
  const auto reward = load_reward(session, action.organisation, action.reward);
  if (!reward) return no_such(action.reward);
  if (reward->state != RewardState::awaiting_choice)
    return wrong_state(*reward, "no partner is to be chosen for it");
  if (!is_eligible(*reward, partner))
    return invalid("this reward's partner must be one of " + join(reward->eligible_partners, ", "));
  const Move move = chosen_move(action, *reward, partner);
  const auto chosen = moved(session, move, clock, random);
  if (!chosen) return chosen;
  store::execute(
      session,
      "UPDATE rewards SET eligible_partners = :partner WHERE organisation_id = :organisation"
      " AND id = :id",
      {{"partner", partner}, {"organisation", action.organisation}, {"id", action.reward}});
  enqueue_issue(session, action, move.partner, clock.now());
  return *find_reward(session, action.organisation, action.reward);
}

Result<Reward> release_reward(store::Session& session, const RewardAction& action,
                              const Clock& clock, Random& random) {
  const auto reward = load_reward(session, action.organisation, action.reward);
  if (!reward) return no_such(action.reward);
  if (reward->state != RewardState::held)
    return wrong_state(*reward, "only a held reward can be released");
  const Move move = released_move(action, *reward);
  const auto released = moved(session, move, clock, random);
  if (!released || move.to == RewardState::awaiting_choice) return released;
  enqueue_issue(session, action, move.partner, clock.now());
  return *find_reward(session, action.organisation, action.reward);
}

Result<Reward> cancel_reward(store::Session& session, const RewardAction& action,
                             const std::string& reason, const Clock& clock, Random& random) {
  // On PostgreSQL a run may move it between the reading and the wish: then it is read anew.
  for (int tries = 0; tries < cancel_tries_max; ++tries) {
    const auto reward = load_reward(session, action.organisation, action.reward);
    if (!reward) return no_such(action.reward);
    const bool is_in_doubt =
        reward->state == RewardState::processing || reward->state == RewardState::unconfirmed;
    if (!is_in_doubt && !may_move(reward->state, RewardState::cancelled))
      return wrong_state(*reward, "only what is not issued can be cancelled");
    if (!is_in_doubt)
      return moved(session, move_by(action, *reward, RewardState::cancelled, reason), clock,
                   random);
    if (!wish_cancelled(session, action, reason)) continue;
    // It may have waited for a report; now other ways may tell.
    jobs::revive(session, action.organisation, "reward.issue", action.reward, clock.now());
    return *find_reward(session, action.organisation, action.reward);
  }
  return changed_meanwhile(action.reward);
}

Result<Reward> redeem_reward(store::Session& session, const RewardAction& action,
                             const Clock& clock, Random& random) {
  const auto reward = load_reward(session, action.organisation, action.reward);
  if (!reward) return no_such(action.reward);
  const Timestamp now = clock.now();
  if (reward->state != RewardState::issued)
    return wrong_state(*reward, "only an issued reward can be redeemed, once");
  if (reward->expires_at && *reward->expires_at <= now)
    return conflict("reward " + reward->id + " expired at " + to_rfc3339(*reward->expires_at));
  const auto redeemed =
      moved(session, move_by(action, *reward, RewardState::redeemed, ""), clock, random);
  if (!redeemed) return redeemed;
  store::execute(session,
                 "INSERT INTO reward_redemptions (organisation_id, reward_id, actor, redeemed_at)"
                 " VALUES (:organisation, :id, :actor, :now)",
                 {{"organisation", action.organisation},
                  {"id", action.reward},
                  {"actor", action.actor},
                  {"now", now}});
  return redeemed;
}

std::int64_t expire_due(store::Session& session, std::size_t limit, const Clock& clock,
                        Random& random) {
  std::vector<Move> moves;
  store::query(session,
               "SELECT organisation_id, id, lease FROM rewards WHERE state = 'issued'"
               " AND expires_at IS NOT NULL AND expires_at <= :now"
               " ORDER BY expires_at, id LIMIT :most",
               {{"now", clock.now()}, {"most", limit}},
               [&](std::string organisation, std::string id, std::int64_t lease) {
                 Move move;
                 move.organisation = std::move(organisation);
                 move.reward = std::move(id);
                 move.from = RewardState::issued;
                 move.to = RewardState::expired;
                 move.lease = lease;
                 move.actor = "schedule";
                 moves.push_back(std::move(move));
               });
  if (moves.empty()) return 0;
  const auto counted = apply_moves(session, moves, clock, random);
  return std::count(counted.begin(), counted.end(), Moved::yes);
}

void on_redrive(store::Session& session, const OrganisationId& organisation,
                std::span<const std::string> reward_ids, const Clock& clock, Random& random) {
  std::vector<Move> moves;
  for (const std::string& id : reward_ids) {
    const auto reward = load_reward(session, organisation, id);
    if (!reward || reward->state != RewardState::failed) continue;
    moves.push_back(tried_anew(organisation, *reward));
  }
  if (!moves.empty()) apply_moves(session, moves, clock, random);
}

}  // namespace patchbay::loyalty
