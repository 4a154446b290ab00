#pragma once
// Child processes that die with this one.

#include <map>
#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::app {

/// A process of this very program. The kernel kills it when the thread that started it ends, so
/// start children from the main thread, before other threads run.
class Child {
 public:
  /// Runs `patchbay ARGS…` with `environment` added to ours and waits until it prints a line
  /// "listening on PORT" on its standard output (10 s at most).
  /// Errors: unavailable, with what it printed instead.
  static Result<Child> start(const std::vector<std::string>& arguments,
                             const std::map<std::string, std::string>& environment);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();  ///< SIGTERM, and SIGKILL after 2 s

  int port() const { return port_; }

 private:
  Child() = default;
  int pid_ = -1;
  int output_ = -1;
  int port_ = 0;
};

}  // namespace patchbay::app
