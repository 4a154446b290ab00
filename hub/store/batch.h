#pragma once
// Group commit: callers hand in rows one by one, the store commits them together.

#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "hub/store/store.h"

namespace patchbay::store {

/// A batch operation (DESIGN.md, "Runtime"): rows that queue up while a transaction runs go into
/// the next one together, `apply` runs once with set-based SQL, one durable commit, every caller
/// answered. A batch that fails is halved until the bad row stands alone; only its caller gets the
/// error. (A store that cannot be reached fails all of them: halving would not help.) `apply` may
/// run more than once for a row, in transactions of which only the last commits. `apply` returns
/// one Res a row, in order. Row and Res may be move-only; the callback form wants a Res with a
/// default. One transaction of a batch at a time, so rows commit in the order they came in; `apply`
/// needs no lock. Thread safe. The destructor waits for rows in flight: not on a store thread.
template <class Row, class Res>
class Batch {
 public:
  using Apply = std::function<std::vector<Res>(Session&, std::span<const Row>)>;
  /// Rows that may wait at once; more are refused (unavailable).
  static constexpr std::size_t rows_waiting_max = 200'000;

  Batch(Store& store, Apply apply, std::size_t rows_max = 1000);
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  /// Resumes on the caller's executor after the commit. Throws what `apply` threw for this row.
  Async<Res> submit(Row row);
  /// As above with a callback on a store thread (null or the error, and the result).
  void submit(Row row, std::function<void(std::exception_ptr, Res)> done);

 private:
  class State;
  template <class Handler>
  struct Caller;
  std::shared_ptr<State> state_;
};

}  // namespace patchbay::store

#include "hub/store/batch.ipp"
