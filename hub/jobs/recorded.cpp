#include "hub/jobs/recorded.h"

#include "hub/jobs/schedule_runs.h"
#include "hub/jobs/schedules.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::jobs {
namespace {

/// How a handler ended, or what it threw.
struct Ending {
  End end = Done{};
  std::exception_ptr thrown;
};

Async<Ending> run_handler(const Handler& handler, Job job) {
  Ending ending;
  try {
    ending.end = co_await handler(std::move(job));
  } catch (const RunCancelled&) {
    ending.end = Done{};
  } catch (...) {
    ending.thrown = std::current_exception();
  }
  co_return ending;
}

Async<End> run_recorded(store::Store& store, Handler handler, Job job) {
  const bool wanted = co_await store.write(
      [&job](store::Session& session) { return begin_run(session, job, store_now(session)); });
  if (!wanted) co_return Done{};
  Ending ending = co_await run_handler(handler, job);
  if (ending.thrown) std::rethrow_exception(ending.thrown);
  co_await store.write([&job, &ending](store::Session& session) {
    end_run(session, job, ending.end, store_now(session));
  });
  co_return std::move(ending.end);
}

}  // namespace

Handler record_runs(store::Store& store, Handler handler) {
  return [&store, handler = std::move(handler)](Job job) {
    return run_recorded(store, handler, std::move(job));
  };
}

}  // namespace patchbay::jobs
