#pragma once
// Order feeds and partner reports as jobs, for schedules.

#include <string>

#include "adapters/caller.h"
#include "hub/jobs/schedule.h"
#include "hub/jobs/worker.h"
#include "hub/policy/policy_book.h"
#include "hub/store/store.h"

namespace patchbay::sync {

inline constexpr const char* orders_kind = "sync.orders";
inline constexpr const char* report_kind = "sync.report";

/// "sync.orders" {partner}: pulls the partner's orders from where it stopped to their end.
/// "sync.report" {partner, reader, path}: pulls the report of `partner` through the reconciliation
/// partner `reader` and reconciles.
jobs::ScheduledKinds scheduled_kinds();

/// Whether the partners that a payload of these kinds names are there and able.
/// Errors: not_found, invalid. Success for other kinds.
Result<void> check_partners(const adapters::Registry& registry, const std::string& kind,
                            const std::string& payload);

struct JobParts {
  store::Store& store;
  adapters::Caller& caller;
  const adapters::Registry& registry;
  policy::PolicyBook& policies;
  const Clock& clock;
  Random& random;
  std::string rejects_folder;  ///< for "<partner>.csv"; made when it is missing
  std::function<void()> after_commit;
  jobs::RetryPolicy retry{5, std::chrono::seconds(10), std::chrono::minutes(5)};
};
/// A source that does not answer is tried again by `retry`; what cannot succeed is dead. A feed
/// that is called off (hub/jobs/recorded.h) stops before its next chunk.
jobs::Handler make_order_sync(JobParts parts);
jobs::Handler make_report_sync(JobParts parts);

}  // namespace patchbay::sync
