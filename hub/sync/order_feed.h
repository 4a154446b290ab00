#pragma once
// Pulls orders from a pos partner into the ledger, chunk by chunk, resumable.

#include <cstdint>
#include <functional>
#include <string>

#include "adapters/caller.h"
#include "hub/jobs/retry.h"
#include "hub/loyalty/orders.h"
#include "hub/store/store.h"

namespace patchbay::sync {

struct FeedProgress {
  std::int64_t orders = 0;    ///< taken in this run
  std::int64_t rejected = 0;  ///< rows kept in the rejects file, in this run
  std::int64_t bytes_done = 0;
  std::int64_t bytes_total = 0;  ///< 0 when the source cannot tell
};

struct FeedOptions {
  OrganisationId organisation;
  std::string partner;       ///< id of a pos partner
  std::size_t chunk = 2000;  ///< orders a call
  /// CSV: line, reason, row; appended before the cursor moves, each row once. One file a partner:
  /// what stands behind the committed length is cut off.
  std::string rejects_file;
  std::function<void(const FeedProgress&)> on_progress;  ///< on a loop
  /// Runs in each chunk's transaction after the orders (the demo links accounts of new customers).
  std::function<void(store::Session&, std::span<const loyalty::Order>)> in_transaction;
  std::function<void()> after_commit;  ///< wake workers
  /// For calls that the source did not answer; a cursor makes repeating harmless.
  jobs::RetryPolicy retry{5, std::chrono::milliseconds(200), std::chrono::seconds(5)};
};

/// Runs until the source has no more. The cursor commits with the orders it stands for: a crash
/// repeats at most a chunk, and repeating changes nothing. The next chunk is pulled while the last
/// one is written.
Async<Result<FeedProgress>> run_order_feed(store::Store& store, adapters::Caller& caller,
                                           const adapters::Registry& registry,
                                           policy::PolicyBook& policies, const Clock& clock,
                                           Random& random, FeedOptions options);

/// Rows rejected over all runs.
std::int64_t count_rejects(store::Session& session, const OrganisationId& organisation);

}  // namespace patchbay::sync
