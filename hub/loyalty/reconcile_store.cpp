#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/jobs/queue.h"
#include "hub/jobs/store_clock.h"
#include "hub/loyalty/match.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;

void count(ReconcileCounts& counts, MatchResult result, std::int64_t number) {
  switch (result) {
    case MatchResult::matched: counts.matched += number; break;
    case MatchResult::missing_here: counts.missing_here += number; break;
    case MatchResult::missing_there: counts.missing_there += number; break;
    case MatchResult::different: counts.different += number; break;
    case MatchResult::open: break;
  }
}

void write_lines(store::Session& session, const OrganisationId& organisation, const Report& report,
                 std::span<const Match> matches) {
  store::execute(session,
                 "DELETE FROM reconciliation_lines WHERE organisation_id = :organisation"
                 " AND partner = :partner",
                 {{"organisation", organisation}, {"partner", report.partner}});
  store::Rows rows({{"reference", ColumnType::text},
                    {"result", ColumnType::text},
                    {"reason", ColumnType::text}});
  for (const Match& match : matches)
    rows.add(match.reference).add(name_of(match.result)).add(match.reason);
  store::execute(
      session,
      "INSERT INTO reconciliation_lines (organisation_id, partner, reference, result,"
      " reason, as_of) SELECT :organisation, :partner, reference, result, reason, :as_of"
      " FROM {rows} AS r",
      rows, {{"organisation", organisation}, {"partner", report.partner}, {"as_of", report.as_of}});
}

Move settling_move(const OrganisationId& organisation, const Match& match) {
  const StoredReward& reward = *match.reward;
  if (match.action == MatchAction::issue_again && !reward.progress.doubted.empty()) {
    Move move = move_to_next_doubt(organisation, reward);
    move.actor = "report";
    move.proves_since = reward.unknown_since;
    return move;
  }
  const bool is_withdrawn = !reward.cancel_reason.empty();
  const RewardState unissued = is_withdrawn ? RewardState::cancelled : RewardState::pending;
  const bool is_issued = match.action == MatchAction::settle_issued;
  Move move = move_of(organisation, reward, is_issued ? RewardState::issued : unissued);
  move.actor = "report";
  move.settled = reward.state == RewardState::unconfirmed;
  move.partner_reference = match.partner_reference;
  move.progress = {};
  if (!is_issued) {
    move.proves_since = reward.unknown_since;
    move.reason = is_withdrawn ? reward.cancel_reason : "the partner's report does not list it";
  }
  return move;
}

/// Nobody is in these calls any more: faults that did not end buried their jobs in the middle. What
/// became of the calls is unknown since now, which is never too early.
void release_buried(store::Session& session, const OrganisationId& organisation,
                    const std::string& partner, const Clock& clock, Random& random) {
  std::vector<Move> moves;
  const auto calling = load_rewards_of(session, organisation, partner, RewardState::processing);
  for (const auto& reward : calling) {
    if (!jobs::is_at_end(session, organisation, "reward.issue", reward.id)) continue;
    Move move = move_of(organisation, reward, RewardState::unconfirmed);
    move.actor = "report";
    move.reason = "its job ended in the middle of the call";
    move.unknown_since = jobs::store_now(session);
    move.needs_person = true;
    moves.push_back(std::move(move));
  }
  if (!moves.empty()) apply_moves(session, moves, clock, random);
}

/// Its job waits at an end; should it be gone, the same key makes the same job.
void bring_back(store::Session& session, const OrganisationId& organisation,
                const StoredReward& reward, Timestamp now) {
  if (jobs::revive(session, organisation, "reward.issue", reward.id, now)) return;
  const jobs::NewJob job{
      organisation,   "reward.issue",
      reward.id,      boost::json::serialize(boost::json::object{{"reward", reward.id}}),
      reward.partner, now};
  jobs::enqueue(session, std::span(&job, 1), now);
}

}  // namespace

ReconcileCounts reconcile(store::Session& session, const OrganisationId& organisation,
                          const Report& report, Duration settle_after, const Clock& clock,
                          Random& random) {
  const Timestamp now = clock.now();
  release_buried(session, organisation, report.partner, clock, random);
  const auto rewards = load_rewards_of(session, organisation, report.partner);
  const auto matches = match_report(rewards, report, settle_after);
  ReconcileCounts counts;
  std::vector<Move> moves;
  for (const Match& match : matches) {
    count(counts, match.result, 1);
    if (match.action != MatchAction::none) moves.push_back(settling_move(organisation, match));
  }
  const auto counted = apply_moves(session, moves, clock, random);
  std::size_t next = 0;
  for (const Match& match : matches)
    if (match.action != MatchAction::none && counted[next++] == Moved::yes &&
        match.action == MatchAction::issue_again)
      bring_back(session, organisation, *match.reward, now);
  write_lines(session, organisation, report, matches);
  return counts;
}

ReconcileCounts reconcile_counts(store::Session& session, const OrganisationId& organisation) {
  ReconcileCounts counts;
  store::query(session,
               "SELECT result, COUNT(*) FROM reconciliation_lines"
               " WHERE organisation_id = :organisation GROUP BY result",
               {{"organisation", organisation}}, [&](std::string result, std::int64_t number) {
                 for (const auto each : {MatchResult::matched, MatchResult::missing_here,
                                         MatchResult::missing_there, MatchResult::different})
                   if (result == name_of(each)) count(counts, each, number);
               });
  return counts;
}

}  // namespace patchbay::loyalty
