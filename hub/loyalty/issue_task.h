#pragma once
// What a run of a "reward.issue" job reads before it decides, and the calls it makes. Private to
// the room.

#include <map>

#include "hub/loyalty/fallback.h"
#include "hub/loyalty/reward_moves.h"

namespace patchbay::loyalty {

/// What to add to this hub's clock for the store's, by which hubs compare times: found when the
/// task is read, so only within bounds.
struct ClockAhead {
  Duration at_least{0};
  Duration at_most{0};
};

struct IssueTask {
  std::optional<StoredReward> reward;
  std::vector<Candidate> candidates;            ///< without switches and breakers: those change
  std::map<std::string, std::string> accounts;  ///< by partner, of those that need a link
  adapters::PartnerPtr partner;                 ///< the reward's; null: not configured
  std::string obstacle_to_proof;                ///< a doubted partner is not configured: which
  ClockAhead ahead;
};

/// The reward's id in a job's payload; the key when the payload is not readable.
std::string reward_of(const jobs::Job& job);

IssueTask read_task(store::Session& session, const jobs::Job& job,
                    const adapters::Registry& registry, const crypto::KeyRing& keys,
                    const Clock& clock);

adapters::Call ask_call(const jobs::Job& job, const IssueTask& task);
/// Sent only while the job's lease is surely held: once it is lost another run may prove that
/// nothing was issued, and issue.
adapters::Call issue_call(const jobs::Job& job, const IssueTask& task);
adapters::Call reverse_call(const jobs::Job& job, const IssueTask& task,
                            const std::string& capability);

/// The code of a result, sealed for its reward; empty when there is none.
std::string seal_code(const crypto::KeyRing& keys, const OrganisationId& organisation,
                      const std::string& reward, const boost::json::value& result);

}  // namespace patchbay::loyalty
