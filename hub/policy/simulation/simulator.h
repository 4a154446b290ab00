#pragma once
// The job that simulates.

#include <atomic>
#include <boost/asio/thread_pool.hpp>

#include "hub/jobs/worker.h"
#include "hub/policy/policy_book.h"
#include "hub/policy/simulation/run.h"
#include "hub/store/store.h"

namespace patchbay::policy {

/// Where simulations compute, one at a time, beside the loops and the store's threads. Outlives the
/// worker and goes before the store.
class SimulatorThread {
 public:
  SimulatorThread() : pool_(1) {}
  ~SimulatorThread();  ///< stops, and waits for the facts that are at work, some 100 ms
  /// What runs ends within some 100 ms and is run again by whoever comes after. Thread safe;
  /// call it before the worker stops, so that the worker has nothing to wait for.
  void stop() { stopping_ = true; }
  bool is_stopping() const { return stopping_; }
  boost::asio::thread_pool& pool() { return pool_; }

 private:
  std::atomic<bool> stopping_ = false;
  boost::asio::thread_pool pool_;
};

struct SimulatorParts {
  store::Store& store;
  PolicyBook& book;
  const Clock& clock;
  SimulatorThread& thread;
};
/// Handles simulate_kind. A simulation that its hub did not end begins from the start; progress is
/// written every half second, and a cancellation is seen within some 100 ms. A version that is
/// gone, does not load or runs on without end ends it as failed.
jobs::Handler make_simulator(SimulatorParts parts);

}  // namespace patchbay::policy
