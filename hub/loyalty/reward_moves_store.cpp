#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>

#include "hub/events/outbox.h"
#include "hub/loyalty/reward_moves.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;

bool is_legal(const Move& move) {
  const bool stays = move.from == RewardState::unconfirmed && move.to == RewardState::unconfirmed;
  return stays || may_move(move.from, move.to);
}

store::Rows move_rows(std::span<const Move* const> moves) {
  store::Rows rows({{"organisation", ColumnType::text},
                    {"reward", ColumnType::text},
                    {"from_state", ColumnType::text},
                    {"to_state", ColumnType::text},
                    {"lease", ColumnType::integer},
                    {"reason", ColumnType::text},
                    {"partner_reference", ColumnType::text},
                    {"code_sealed", ColumnType::text},
                    {"unknown_since", ColumnType::integer},
                    {"proves_since", ColumnType::integer},
                    {"settled", ColumnType::integer},
                    {"settle_way", ColumnType::integer},
                    {"tries", ColumnType::integer}});
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
        .add(move->partner_reference)
        .add(move->code_sealed)
        .add(move->unknown_since)
        .add(move->proves_since)
        .add(move->settled ? 1 : 0)
        .add(move->settle_way)
        .add(move->tries);
  }
  return rows;
}

/// What the event of an issue says; never the code (P-30).
std::string issued_data(const std::string& reward, const std::string& customer,
                        const std::string& kind, const std::string& partner, std::int64_t minor,
                        const std::string& currency) {
  return boost::json::serialize(boost::json::object{{"reward", reward},
                                                    {"customer", customer},
                                                    {"kind", kind},
                                                    {"partner", partner},
                                                    {"amount_minor", minor},
                                                    {"currency", currency}});
}

using Key = std::pair<std::string, std::string>;  // organisation, reward

/// Moves rewards of which no two are the same; adds those that counted to `moved`.
void apply_distinct(store::Session& session, std::span<const Move* const> moves, Timestamp now,
                    std::set<Key>& moved) {
  std::map<Key, const Move*> by_key;
  for (const Move* move : moves) by_key[{move->organisation, move->reward}] = move;
  std::map<OrganisationId, std::vector<events::NewEvent>> issued;
  store::query(
      session,
      "UPDATE rewards SET state = r.to_state, lease = r.lease, reason = r.reason,"
      " settle_way = r.settle_way, tries = r.tries, unknown_since = r.unknown_since,"
      " partner_reference = CASE WHEN r.partner_reference <> '' THEN r.partner_reference"
      " ELSE rewards.partner_reference END,"
      " code_sealed = CASE WHEN r.code_sealed <> '' THEN r.code_sealed"
      " ELSE rewards.code_sealed END,"
      " settled_at = CASE WHEN r.settled = 1 AND rewards.settled_at IS NULL THEN :now"
      " ELSE rewards.settled_at END,"
      " issued_at = CASE WHEN r.to_state = 'issued' AND rewards.issued_at IS NULL THEN :now"
      " ELSE rewards.issued_at END"
      " FROM {rows} AS r WHERE rewards.organisation_id = r.organisation AND rewards.id = r.reward"
      " AND rewards.lease <= r.lease AND (rewards.state = r.from_state"
      " OR (rewards.state = 'issued' AND r.to_state = 'issued'))"
      " AND (r.proves_since IS NULL OR rewards.unknown_since = r.proves_since)"
      " RETURNING organisation_id, id, customer_id, kind, partner, amount_minor, currency",
      move_rows(moves), {{"now", now}},
      [&](std::string organisation, std::string id, std::string customer, std::string kind,
          std::string partner, std::int64_t minor, std::string currency) {
        const Move& move = *by_key.at({organisation, id});
        moved.insert({organisation, id});
        if (move.to == RewardState::issued)
          issued[organisation].push_back({move.event_id, "reward.issued", customer,
                                          issued_data(id, customer, kind, partner, minor, currency),
                                          "reward.issued/" + id});
      });
  for (const auto& [organisation, events] : issued)
    events::append(session, organisation, events, now);
}

}  // namespace

std::vector<Moved> apply_moves(store::Session& session, std::span<const Move> moves,
                               Timestamp now) {
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
    apply_distinct(session, distinct, now, moved);
    for (const auto& [key, i] : first) counted[i] = moved.contains(key) ? Moved::yes : Moved::no;
    left = std::move(later);
  }
  return counted;
}

}  // namespace patchbay::loyalty
