#pragma once
// One HTTP client a loop, found from whichever loop is running.

#include <memory>
#include <vector>

#include "hub/http/client.h"
#include "hub/http/loops.h"

namespace patchbay::app {

/// Makes a client for every loop; loops may have several such sets. Destroy after the loops were
/// stopped and before they are destroyed.
class LoopClients {
 public:
  LoopClients(http::Loops& loops, const http::ClientOptions& options);
  /// The client of the calling loop. Calling from another thread is a defect: throws.
  http::Client& here() const;

 private:
  const http::Loops* loops_;
  std::vector<std::unique_ptr<http::Client>> clients_;
};

}  // namespace patchbay::app
