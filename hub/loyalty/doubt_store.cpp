#include "hub/jobs/store_clock.h"
#include "hub/loyalty/doubt.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {

std::int64_t doubt_open_rewards(store::Session& session, const std::string& reason) {
  const Timestamp now = jobs::store_now(session);
  store::execute(session,
                 "INSERT INTO reward_moves (organisation_id, reward_id, from_state, to_state,"
                 " partner, reason, actor, lease, moved_at) SELECT organisation_id, id, state,"
                 " 'unconfirmed', partner, CAST(:reason AS TEXT), 'restore', lease,"
                 " CAST(:now AS BIGINT) FROM rewards WHERE state IN ('pending', 'processing')",
                 {{"now", now}, {"reason", reason}});
  // Somebody may have redriven what failed, made a choice, or released what was held. These states
  // stay, but before anything is issued all who may have done it are asked.
  return store::execute(
      session,
      "UPDATE rewards SET state = CASE WHEN state IN ('failed', 'awaiting_choice', 'held')"
      " THEN state ELSE 'unconfirmed' END,"
      " reason = CASE WHEN state IN ('failed', 'awaiting_choice', 'held') THEN reason"
      " ELSE CAST(:reason AS TEXT) END,"
      " unknown_since = :now, doubt_began = COALESCE(doubt_began, :now),"
      " doubted = eligible_partners, settle_way = 0, tries = 0"
      " WHERE state IN ('held', 'awaiting_choice', 'pending', 'processing', 'unconfirmed', "
      "'failed')",
      {{"now", now}, {"reason", reason}});
}

}  // namespace patchbay::loyalty
