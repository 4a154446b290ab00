#include "hub/loyalty/burial.h"

#include "hub/jobs/buried.h"
#include "hub/jobs/store_clock.h"
#include "hub/loyalty/reward_moves.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::loyalty {
namespace {

struct Parts {
  store::Store& store;
  const Clock& clock;
  Random& random;
};

void tell(store::Session& session, const jobs::Job& job, const Parts& parts) {
  const auto buried = jobs::read_buried(job);
  const auto reward = load_reward(session, job.organisation, buried.key);
  if (!reward || !is_open(reward->state)) return;
  const bool was_at_work = reward->state == RewardState::processing;
  Move move =
      move_of(job.organisation, *reward, was_at_work ? RewardState::unconfirmed : reward->state);
  move.lease = buried.lease;
  move.reason = buried.reason;
  move.unknown_since = was_at_work ? jobs::store_now(session) : reward->unknown_since;
  move.needs_person = true;
  apply_moves(session, {&move, 1}, parts.clock, parts.random);
}

Async<jobs::End> run(Parts parts, jobs::Job job) {
  auto telling = [&](store::Session& session) { tell(session, job, parts); };
  co_await parts.store.write(telling);
  co_return jobs::Done{};
}

}  // namespace

jobs::Handler make_burial(store::Store& store, const Clock& clock, Random& random) {
  const Parts parts{store, clock, random};
  return [parts](jobs::Job job) { return run(parts, std::move(job)); };
}

}  // namespace patchbay::loyalty
