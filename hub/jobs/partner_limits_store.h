#pragma once
// SQL of the partners' limits. Private to hub/jobs.

#include <span>
#include <vector>

#include "hub/jobs/partner_row.h"
#include "hub/store/session.h"

namespace patchbay::jobs {

/// Answers the asks of one hub, in order, under the locks of their rows. Signals the other hubs
/// ("partner_limits") when a breaker changed.
std::vector<PartnerAnswer> answer_all(store::Session& session, std::span<const PartnerAsk> asks,
                                      const Clock& clock);

constexpr const char* partner_limits_channel = "partner_limits";

}  // namespace patchbay::jobs
