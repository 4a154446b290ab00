#include "hub/loyalty/doubt.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {

std::int64_t doubt_open_rewards(store::Session& session, Timestamp now, const std::string& reason) {
  return store::execute(
      session,
      "UPDATE rewards SET state = 'unconfirmed', unknown_since = :now, settle_way = 0, tries = 0,"
      " reason = :reason WHERE state IN ('pending', 'processing', 'unconfirmed')",
      {{"now", now}, {"reason", reason}});
}

}  // namespace patchbay::loyalty
