#include "tests/simulation/fault_store.h"

namespace patchbay::simulation {
namespace {

std::exception_ptr lost() {
  return std::make_exception_ptr(ErrorException(unavailable("simulated: the store is gone")));
}

}  // namespace

void FaultStore::die() {
  is_dead_ = true;
  loop_.stop();
}

void FaultStore::submit(store::Access access, std::function<void(store::Session&)> work,
                        std::function<void(std::exception_ptr)> done) {
  if (is_dead_) return done(lost());
  const Fate fate = access == store::Access::write ? fate_() : Fate::well;
  const bool is_rolled_back = fate == Fate::lost_before || fate == Fate::dies_before;
  std::exception_ptr failed;
  try {
    shared_.run_blocking(access, [&](store::Session& session) {
      work(session);
      if (is_rolled_back) std::rethrow_exception(lost());
    });
  } catch (...) {
    failed = std::current_exception();
  }
  if (fate == Fate::lost_after && !failed) failed = lost();
  // Batches want an answer even from the dead; what it wakes never runs, since the loop stands.
  if (fate == Fate::dies_before || fate == Fate::dies_after) die();
  done(failed);
}

}  // namespace patchbay::simulation
