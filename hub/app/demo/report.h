#pragma once
// What the demo reports: gathered from the store and the partners' own books.

#include <cstdint>
#include <map>
#include <string>

#include "hub/app/hub.h"
#include "hub/http/async.h"
#include "hub/loyalty/rewards.h"

namespace patchbay::app {

/// All numbers count distinct things over all runs on the same data folder, but `seconds` and
/// `rss_peak_bytes`, which are this run's.
struct DemoReport {
  std::int64_t orders = 0, customers = 0, amount_minor = 0, points = 0;
  std::map<std::string, std::int64_t> tiers;              ///< customers by tier
  std::map<std::string, std::int64_t> rewards_issued;     ///< by kind, our side
  std::map<std::string, std::int64_t> issued_at_partner;  ///< by kind, the sandbox's own books
  std::int64_t partner_calls = 0, partner_retries = 0, unknown_settled = 0;
  loyalty::ReconcileCounts reconciled;
  std::int64_t webhooks_delivered = 0, webhooks_verified = 0, dead_letters = 0;
  std::int64_t rows_rejected = 0;
  double seconds = 0;
  std::int64_t rss_peak_bytes = 0;
};

/// Gathers everything but `seconds`. Runs on a loop of the hub.
/// Errors: unavailable: a child process does not answer.
Async<Result<DemoReport>> gather_report(Hub& hub, std::string sandbox_url,
                                        std::string receiver_url);

/// The JSON of --report.
std::string to_json(const DemoReport& report);
/// The table for people.
std::string to_table(const DemoReport& report);

}  // namespace patchbay::app
