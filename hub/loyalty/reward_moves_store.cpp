#include <set>

#include "hub/base/text.h"
#include "hub/loyalty/reward_events.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;

bool is_legal(const Move& move) {
  const bool may_stay = move.from == RewardState::unconfirmed || move.from == RewardState::pending;
  return (may_stay && move.from == move.to) || may_move(move.from, move.to);
}

store::Rows move_rows(std::span<const Move* const> moves) {
  store::Rows rows({{"organisation", ColumnType::text},
                    {"reward", ColumnType::text},
                    {"from_state", ColumnType::text},
                    {"to_state", ColumnType::text},
                    {"lease", ColumnType::integer},
                    {"reason", ColumnType::text},
                    {"partner", ColumnType::text},
                    {"delays", ColumnType::integer},
                    {"partner_reference", ColumnType::text},
                    {"code_sealed", ColumnType::text},
                    {"expires_at", ColumnType::integer},
                    {"unknown_since", ColumnType::integer},
                    {"proves_since", ColumnType::integer},
                    {"settled", ColumnType::integer},
                    {"settle_way", ColumnType::integer},
                    {"tries", ColumnType::integer},
                    {"fruitless", ColumnType::text},
                    {"reversal_begun", ColumnType::integer},
                    {"begins_issue", ColumnType::integer},
                    {"given_up", ColumnType::text},
                    {"doubted", ColumnType::text}});
  for (const Move* move : moves) {
    if (!is_legal(*move))
      throw ErrorException(internal("reward " + move->reward + " may not move from " +
                                    name_of(move->from) + " to " + name_of(move->to)));
    rows.add(move->organisation)
        .add(move->reward)
        .add(name_of(move->from))
        .add(name_of(move->to))
        .add(move->lease)
        .add(move->reason)
        .add(move->partner)
        .add(move->delays ? 1 : 0)
        .add(move->partner_reference)
        .add(move->code_sealed)
        .add(move->expires_at)
        .add(move->unknown_since)
        .add(move->proves_since)
        .add(move->settled ? 1 : 0)
        .add(move->progress.settle_way)
        .add(move->progress.tries)
        .add(to_text(move->progress.fruitless))
        .add(move->progress.reversal_begun ? 1 : 0)
        .add(move->begins_issue ? 1 : 0)
        .add(join(move->progress.given_up, ","))
        .add(join(move->progress.doubted, ","));
  }
  return rows;
}

constexpr std::int64_t day_us = 86'400'000'000;

constexpr const char* apply_sql =
    "UPDATE rewards SET state = r.to_state, lease = r.lease, reason = r.reason,"
    " settle_way = r.settle_way, tries = r.tries, fruitless = r.fruitless, given_up = r.given_up,"
    " doubted = r.doubted, reversal_begun = r.reversal_begun,"
    " unknown_since = r.unknown_since,"
    " doubt_began = CASE WHEN r.unknown_since IS NULL THEN NULL"
    " ELSE COALESCE(rewards.doubt_began, r.unknown_since) END,"
    " delayed_since = CASE WHEN r.to_state NOT IN ('pending', 'processing', 'unconfirmed')"
    " THEN NULL WHEN r.delays = 1 THEN COALESCE(rewards.delayed_since, :now)"
    " ELSE rewards.delayed_since END,"
    " partner = CASE WHEN r.partner <> '' THEN r.partner ELSE rewards.partner END,"
    " partner_reference = CASE WHEN r.partner_reference <> '' THEN r.partner_reference"
    " ELSE rewards.partner_reference END,"
    " code_sealed = CASE WHEN r.code_sealed <> '' THEN r.code_sealed"
    " ELSE rewards.code_sealed END,"
    " expires_at = COALESCE(r.expires_at, rewards.expires_at, CASE WHEN r.to_state = 'issued'"
    " THEN CAST(:now AS BIGINT) + rewards.valid_days * CAST(:day AS BIGINT) END),"
    " settled_at = CASE WHEN r.settled = 1 AND rewards.settled_at IS NULL THEN :now"
    " ELSE rewards.settled_at END,"
    " issued_at = CASE WHEN r.to_state = 'issued' AND rewards.issued_at IS NULL THEN :now"
    " ELSE rewards.issued_at END"
    " FROM {rows} AS r WHERE rewards.organisation_id = r.organisation AND rewards.id = r.reward"
    " AND rewards.lease <= r.lease AND (rewards.state = r.from_state"
    " OR (rewards.state = 'issued' AND r.to_state = 'issued'))"
    " AND (r.proves_since IS NULL OR rewards.unknown_since = r.proves_since)"
    " AND (r.begins_issue = 0 OR rewards.cancel_reason = '')"
    " RETURNING rewards.organisation_id, rewards.id, customer_id, kind, rewards.partner,"
    " amount_minor, currency";

using Key = std::pair<std::string, std::string>;  // organisation, reward

struct Counted {
  const Move* move = nullptr;
  MovedReward reward;
};

/// What a reward lived through: changes of state and of partner, not every question in between.
void write_history(store::Session& session, std::span<const Counted> counted, Timestamp now) {
  store::Rows rows({{"position", ColumnType::integer},
                    {"organisation", ColumnType::text},
                    {"reward", ColumnType::text},
                    {"from_state", ColumnType::text},
                    {"to_state", ColumnType::text},
                    {"partner", ColumnType::text},
                    {"reason", ColumnType::text},
                    {"actor", ColumnType::text},
                    {"lease", ColumnType::integer}});
  for (const auto& [move, reward] : counted) {
    if (move->from == move->to && move->partner.empty()) continue;
    rows.add(rows.size())
        .add(move->organisation)
        .add(move->reward)
        .add(name_of(move->from))
        .add(name_of(move->to))
        .add(reward.partner)
        .add(move->reason)
        .add(move->actor)
        .add(move->lease);
  }
  store::execute(session,
                 "INSERT INTO reward_moves (organisation_id, reward_id, from_state, to_state,"
                 " partner, reason, actor, lease, moved_at) SELECT organisation, reward,"
                 " from_state, to_state, partner, reason, actor, lease, CAST(:now AS BIGINT)"
                 " FROM {rows} AS r ORDER BY r.position",
                 rows, {{"now", now}});
}

/// Moves rewards of which no two are the same; adds those that counted to `moved`.
void apply_distinct(store::Session& session, std::span<const Move* const> moves, const Clock& clock,
                    Random& random, std::set<Key>& moved) {
  const Timestamp now = clock.now();
  std::map<Key, const Move*> by_key;
  for (const Move* move : moves) by_key[{move->organisation, move->reward}] = move;
  std::vector<Counted> counted;
  store::query(session, apply_sql, move_rows(moves), {{"now", now}, {"day", day_us}},
               [&](std::string organisation, std::string id, std::string customer, std::string kind,
                   std::string partner, std::int64_t minor, std::string currency) {
                 const Move* move = by_key.at({organisation, id});
                 moved.insert({organisation, id});
                 counted.push_back({move, {id, customer, kind, partner, minor, currency}});
               });
  std::map<OrganisationId, std::vector<events::NewEvent>> events;
  for (const auto& [move, reward] : counted) {
    auto made = events_of(*move, reward, clock, random);
    auto& all = events[move->organisation];
    std::move(made.begin(), made.end(), std::back_inserter(all));
  }
  for (const auto& [organisation, made] : events)
    if (!made.empty()) events::append(session, organisation, made, now);
  write_history(session, counted, now);
}

}  // namespace

Move move_of(const OrganisationId& organisation, const StoredReward& reward, RewardState to) {
  Move move;
  move.organisation = organisation;
  move.reward = reward.id;
  move.from = reward.state;
  move.to = to;
  move.lease = reward.lease;
  move.progress = reward.progress;
  return move;
}

Move move_to_next_doubt(const OrganisationId& organisation, const StoredReward& reward) {
  Move move = move_of(organisation, reward, RewardState::unconfirmed);
  auto& doubted = move.progress.doubted;
  move.partner = doubted.front();
  doubted.erase(doubted.begin());
  move.progress.settle_way = move.progress.tries = 0;
  move.progress.reversal_begun = false;
  move.unknown_since = reward.unknown_since;
  move.reason = reward.partner + " issued nothing; " + move.partner + " may have";
  return move;
}

std::vector<Moved> apply_moves(store::Session& session, std::span<const Move> moves,
                               const Clock& clock, Random& random) {
  std::vector<Moved> counted(moves.size(), Moved::no);
  std::vector<std::size_t> left(moves.size());
  for (std::size_t i = 0; i < moves.size(); ++i) left[i] = i;
  // Two moves of one reward meet here only when a job lost its lease: one statement each, in turn.
  while (!left.empty()) {
    std::map<Key, std::size_t> first;
    std::vector<std::size_t> later;
    for (const std::size_t i : left)
      if (!first.emplace(Key{moves[i].organisation, moves[i].reward}, i).second) later.push_back(i);
    std::vector<const Move*> distinct;
    for (const auto& [key, i] : first) distinct.push_back(&moves[i]);
    std::set<Key> moved;
    apply_distinct(session, distinct, clock, random, moved);
    for (const auto& [key, i] : first) counted[i] = moved.contains(key) ? Moved::yes : Moved::no;
    left = std::move(later);
  }
  return counted;
}

}  // namespace patchbay::loyalty
