#include "adapters/lua/fence.h"

#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "hub/base/result.h"

namespace patchbay::adapters::lua {
namespace {

constexpr int hook_every = 1'000;                    // instructions
constexpr std::uint64_t instructions_per_check = 4;  // of the CPU clock, at least
constexpr std::uint64_t bytes_per_unit = 16;         // of fresh memory
constexpr std::int64_t unit_ns = 10;                 // at most, of the work that a unit pays for
constexpr std::size_t block_bytes_large = 64 * 1024;
constexpr std::size_t block_bytes_huge = 1024 * 1024;

constexpr std::int64_t short_turn_ns = 100'000;  // counted by the steady clock

std::int64_t now_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// An error outside of resume(): only memory and budget can be short there.
int leave(lua_State* thread) {
  const Fence& fence = Fence::of(thread);
  throw ErrorException(invalid(fence.dead() ? fence.reason() : "not enough memory for the script"));
}

}  // namespace

Fence::Fence(const Limits& limits) : limits_(limits) {
  state_ = lua_newstate(&allocate, this);  // in the body: it counts in members of this object
  if (!state_) throw ErrorException(invalid("the memory limit of a script is too small to start"));
  Fence* self = this;
  std::memcpy(lua_getextraspace(state_), &self, sizeof self);
  lua_atpanic(state_, &leave);
}

Fence::~Fence() { lua_close(state_); }

Fence& Fence::of(lua_State* thread) {
  Fence* self = nullptr;
  std::memcpy(&self, lua_getextraspace(thread), sizeof self);
  return *self;
}

void Fence::begin(lua_State* thread) {
  running_ = thread;
  spent_ = checked_at_ = 0;
  output_bytes_ = 0;
  cpu_before_ns_ = 0;
  reason_.clear();
  is_out_of_time_ = false;
  hook_every_ = hook_every;
  lua_sethook(thread, &on_count, LUA_MASKCOUNT, hook_every_);
}

void Fence::end() { running_ = nullptr; }

int Fence::resume(lua_State* thread, int arguments, int* results) {
  turn_start_ns_ = now_ns(CLOCK_MONOTONIC);
  // With long blocks in its hands a script may spend much before the first check.
  if (hook_every_ < hook_every) start_counting();
  const int status = lua_resume(thread, nullptr, arguments, results);
  cpu_before_ns_ = cpu_used_ns();
  turn_start_ns_ = counted_from_ns_ = 0;
  return status;
}

void Fence::start_counting() {
  cpu_before_ns_ = cpu_used_ns();
  counted_from_ns_ = now_ns(CLOCK_THREAD_CPUTIME_ID);
}

std::int64_t Fence::cpu_used_ns() const {
  if (counted_from_ns_ != 0)
    return cpu_before_ns_ + now_ns(CLOCK_THREAD_CPUTIME_ID) - counted_from_ns_;
  if (turn_start_ns_ == 0) return cpu_before_ns_;
  return cpu_before_ns_ + std::min(now_ns(CLOCK_MONOTONIC) - turn_start_ns_, short_turn_ns);
}

void Fence::charge(lua_State* thread, std::uint64_t units) {
  if (__builtin_add_overflow(spent_, units, &spent_)) spent_ = UINT64_MAX;
  if (spent_ - checked_at_ >= hook_every || spent_ > limits_.instructions_max) check(units);
  if (dead()) raise(thread, 1);
}

void Fence::charge_output(lua_State* thread, std::size_t bytes) {
  output_bytes_ += std::min(bytes, limits_.output_bytes_max + 1);
  if (output_bytes_ > limits_.output_bytes_max)
    kill("the script was stopped: its requests, results and log lines are longer than " +
         std::to_string(limits_.output_bytes_max) + " bytes together");
  charge(thread, bytes / bytes_per_unit);
}

void Fence::kill(const std::string& reason) {
  if (dead()) return;
  reason_ = reason;
  if (running_) lua_sethook(running_, &on_count, LUA_MASKCOUNT, 1);
}

void Fence::check(std::uint64_t units_ahead) {
  checked_at_ = spent_;
  if (spent_ > limits_.instructions_max)
    kill("the script was stopped: it used up its " + std::to_string(limits_.instructions_max) +
         " instructions; look for a loop that does not end");
  if (turn_start_ns_ != 0 && counted_from_ns_ == 0) start_counting();
  const auto cpu_max_ns = std::chrono::nanoseconds(limits_.thread_cpu_max).count();
  const auto ahead_ns = static_cast<std::int64_t>(units_ahead) * unit_ns;  // within the budget
  if (dead() || cpu_used_ns() + ahead_ns <= cpu_max_ns) return;
  is_out_of_time_ = true;
  kill("the script was stopped: it used up its " + std::to_string(limits_.thread_cpu_max.count()) +
       " ms of CPU time");
}

void Fence::on_count(lua_State* thread, lua_Debug*) {
  Fence& self = of(thread);
  if (!self.dead()) {
    self.spent_ += static_cast<std::uint64_t>(self.hook_every_);
    if (self.spent_ - self.checked_at_ >= instructions_per_check) self.check(0);
  }
  if (self.dead()) self.raise(thread, 0);
}

void Fence::raise(lua_State* thread, int level) {
  luaL_where(thread, level);
  lua_pushlstring(thread, reason_.data(), reason_.size());
  lua_concat(thread, 2);
  lua_error(thread);
  std::abort();  // lua_error does not return
}

// A single instruction over a block (compare, hash, copy) costs as much as the block is long, so
// the hook comes more often once a run holds long ones.
void Fence::note_growth(std::size_t block_bytes, std::size_t grown_bytes) {
  spent_ += grown_bytes / bytes_per_unit;
  const int wanted = block_bytes >= block_bytes_huge    ? 1
                     : block_bytes >= block_bytes_large ? 10
                                                        : hook_every_;
  if (!running_ || dead() || wanted >= hook_every_) return;
  hook_every_ = wanted;
  lua_sethook(running_, &on_count, LUA_MASKCOUNT, hook_every_);
}

void* Fence::allocate(void* self_pointer, void* block, std::size_t old_size, std::size_t new_size) {
  Fence& self = *static_cast<Fence*>(self_pointer);
  if (!block) old_size = 0;  // Lua passes the kind of object there
  if (new_size == 0) {
    std::free(block);
    self.bytes_ -= old_size;
    return nullptr;
  }
  const std::size_t bytes = self.bytes_ - old_size + new_size;
  if (new_size > old_size && bytes > self.limits_.memory_bytes_max) return nullptr;
  void* moved = std::realloc(block, new_size);
  if (!moved) return new_size <= old_size ? block : nullptr;
  self.bytes_ = bytes;
  if (new_size > old_size) self.note_growth(new_size, new_size - old_size);
  return moved;
}

}  // namespace patchbay::adapters::lua
