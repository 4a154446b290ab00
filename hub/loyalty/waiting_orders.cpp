#include "hub/loyalty/waiting_orders.h"

#include "hub/base/log.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::loyalty {
namespace {

constexpr std::size_t chunk = 500;  // orders a transaction
/// Chunks that may end early because rules fail slowly: nobody is passed over for a few whose rules
/// loop, and a rule that loops for everybody does not keep a processor busy.
constexpr int cut_chunks_max = 20;

Async<jobs::End> decide_again(WaitingOrdersParts parts, jobs::Job job) {
  std::int64_t after = 0;
  std::int64_t taken = 0;
  int cut_chunks = 0;
  for (;;) {
    const Rest rest = cut_chunks < cut_chunks_max ? Rest::later : Rest::known;
    const auto retried = co_await parts.store.write([&](store::Session& session) {
      return retry_waiting_orders(session, job.organisation, parts.policies, parts.clock,
                                  parts.random, after, chunk, rest);
    });
    taken += retried.taken;
    after = retried.last;
    if (retried.taken > 0 && parts.after_commit) parts.after_commit();
    if (retried.is_cut) ++cut_chunks;
    if (!retried.is_cut && retried.looked_at < static_cast<std::int64_t>(chunk)) break;
  }
  const auto left = co_await parts.store.read(
      [&](store::Session& session) { return count_waiting_orders(session, job.organisation); });
  if (taken > 0 || left.orders > 0)
    log_line(left.orders > 0 ? LogLevel::warning : LogLevel::info, "orders.waiting",
             {{"taken", taken}, {"left", left.orders}, {"reason", left.oldest_reason}});
  co_return jobs::Done{};
}

}  // namespace

jobs::Handler make_waiting_orders(WaitingOrdersParts parts) {
  return [parts = std::move(parts)](jobs::Job job) { return decide_again(parts, std::move(job)); };
}

}  // namespace patchbay::loyalty
