#include "hub/loyalty/doubt.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {

std::int64_t doubt_open_rewards(store::Session& session, Timestamp now, const std::string& reason) {
  store::execute(session,
                 "INSERT INTO reward_moves (organisation_id, reward_id, from_state, to_state,"
                 " partner, reason, actor, lease, moved_at) SELECT organisation_id, id, state,"
                 " 'unconfirmed', partner, CAST(:reason AS TEXT), 'restore', lease,"
                 " CAST(:now AS BIGINT) FROM rewards WHERE state IN ('pending', 'processing')",
                 {{"now", now}, {"reason", reason}});
  return store::execute(
      session,
      "UPDATE rewards SET state = 'unconfirmed', unknown_since = :now,"
      " doubt_began = COALESCE(doubt_began, :now), doubted = eligible_partners, settle_way = 0,"
      " tries = 0, reason = :reason"
      " WHERE state IN ('pending', 'processing', 'unconfirmed')",
      {{"now", now}, {"reason", reason}});
}

}  // namespace patchbay::loyalty
