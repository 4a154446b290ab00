#pragma once
// Group commit: callers hand in rows one by one, the store commits them together.

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "hub/store/store.h"

namespace patchbay::store {

/// A batch operation (DESIGN.md, "Runtime"): rows that queue up while a transaction runs go into the next
/// one together, `apply` runs once with set-based SQL, one durable commit, every caller answered.
/// A batch that fails is halved until the bad row stands alone; only its caller gets the error.
/// `apply` returns one Res a row, in order. Thread safe. Must outlive its callers; the destructor waits
/// for rows in flight.
template <class Row, class Res>
class Batch {
 public:
  using Apply = std::function<std::vector<Res>(Session&, std::span<const Row>)>;
  Batch(Store& store, Apply apply, std::size_t rows_max = 1000);
  ~Batch();
  /// Resumes on the caller's executor after the commit. Throws what `apply` threw for this row.
  Async<Res> submit(Row row);
  /// As above with a callback on a store thread (null or the error, and the result).
  void submit(Row row, std::function<void(std::exception_ptr, Res)> done);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace patchbay::store

#include "hub/store/batch.ipp"
