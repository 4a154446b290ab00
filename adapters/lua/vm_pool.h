#pragma once
// The states of one script, ready for its next call.

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/lua/modules.h"
#include "adapters/lua/vm.h"

namespace patchbay::adapters::lua {

/// Thread safe. A call owns its state until its outcome; a state that a run broke is not put back.
class VmPool {
 public:
  /// `add_globals` as Vm::load has it; any thread may call it, two at once.
  VmPool(Source source, const Limits& limits, std::function<void(lua_State*)> add_globals)
      : source_(std::move(source)), limits_(limits), add_globals_(std::move(add_globals)) {}
  /// Of a partner script: with the library of calls.
  VmPool(Source source, Modules modules, const Limits& limits);

  /// A state with the script compiled. Errors: as Vm::load.
  Result<std::unique_ptr<Vm>> take();
  void put(std::unique_ptr<Vm> vm);

 private:
  const Source source_;
  const Limits limits_;
  const std::function<void(lua_State*)> add_globals_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Vm>> idle_;
};

}  // namespace patchbay::adapters::lua
