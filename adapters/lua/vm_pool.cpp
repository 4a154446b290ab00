#include "adapters/lua/vm_pool.h"

#include "adapters/lua/call_state.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t idle_max = 16;  // states kept for the next calls; a small one has 40 KiB

}  // namespace

VmPool::VmPool(Source source, Modules modules, const Limits& limits)
    : VmPool(std::move(source), limits,
             [kept = std::make_shared<const Modules>(std::move(modules))](lua_State* state) {
               add_call_library(state);
               add_require(state, *kept);
             }) {}

Result<std::unique_ptr<Vm>> VmPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto vm = std::move(idle_.back());
      idle_.pop_back();
      return vm;
    }
  }
  return Vm::load(source_, limits_, add_globals_);
}

void VmPool::put(std::unique_ptr<Vm> vm) {
  vm->fence().context = nullptr;
  const std::lock_guard lock(mutex_);
  if (idle_.size() < idle_max) idle_.push_back(std::move(vm));
}

}  // namespace patchbay::adapters::lua
