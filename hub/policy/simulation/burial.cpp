#include "hub/policy/simulation/burial.h"

#include "hub/jobs/buried.h"
#include "hub/policy/simulation/simulations.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::policy {
namespace {

Async<jobs::End> run(store::Store& store, Timestamp now, jobs::Job job) {
  const auto buried = jobs::read_buried(job);
  const Result<std::string> problem = unavailable(buried.reason + "; simulate again");
  auto telling = [&](store::Session& session) {
    return end_simulation(session, job.organisation, buried.key, problem, now);
  };
  co_await store.write(telling);
  co_return jobs::Done{};
}

}  // namespace

jobs::Handler make_simulation_burial(store::Store& store, const Clock& clock) {
  return [&store, &clock](jobs::Job job) { return run(store, clock.now(), std::move(job)); };
}

}  // namespace patchbay::policy
