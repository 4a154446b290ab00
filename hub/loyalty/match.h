#pragma once
// A partner's report against our rewards: pure. Private to hub/loyalty.

#include <string>
#include <vector>

#include "hub/loyalty/reward_moves.h"

namespace patchbay::loyalty {

enum class MatchResult { matched, missing_here, missing_there, different, open };
const char* name_of(MatchResult result);

/// What follows for an unsettled reward.
enum class MatchAction { none, settle_issued, issue_again };

struct Match {
  std::string reference;
  MatchResult result = MatchResult::matched;
  std::string reason;  ///< empty when matched
  MatchAction action = MatchAction::none;
  const StoredReward* reward = nullptr;  ///< null: the hub knows no such reward
  std::string partner_reference;
};

/// Every reward that was or may have been issued, and every line, exactly once by reference.
/// `open`: the report cannot tell yet (too old, incomplete, a call in progress).
std::vector<Match> match_report(const std::vector<StoredReward>& rewards, const Report& report,
                                Duration settle_after);

}  // namespace patchbay::loyalty
