#pragma once
// The states of one partner script, ready for its next call.

#include <memory>
#include <mutex>
#include <vector>

#include "adapters/lua/modules.h"
#include "adapters/lua/vm.h"

namespace patchbay::adapters::lua {

/// Thread safe. A call owns its state until its outcome; a state that a run broke is not put back.
class VmPool {
 public:
  VmPool(Source source, Modules modules, const Limits& limits)
      : source_(std::move(source)), modules_(std::move(modules)), limits_(limits) {}

  /// A state with the script compiled and the library of calls. Errors: as Vm::load.
  Result<std::unique_ptr<Vm>> take();
  void put(std::unique_ptr<Vm> vm);

 private:
  const Source source_;
  const Modules modules_;
  const Limits limits_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Vm>> idle_;
};

}  // namespace patchbay::adapters::lua
