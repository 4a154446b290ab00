#pragma once
// The event loops of the process: one io_context and one thread each.

#include <cstddef>
#include <memory>

#include "hub/http/async.h"

namespace patchbay::http {

/// `count` loops, running from construction until stop(). Nothing that runs on them may block.
class Loops {
 public:
  virtual ~Loops() = default;  ///< stops and joins
  virtual std::size_t size() const = 0;
  virtual Executor at(std::size_t index) = 0;
  /// The loops in turn.
  virtual Executor next() = 0;
  /// Ends all loops: work that is left is dropped, so stop servers and workers first. Joins.
  virtual void stop() = 0;
};

std::unique_ptr<Loops> start_loops(std::size_t count);

}  // namespace patchbay::http
