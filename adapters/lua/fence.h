#pragma once
// One Lua state behind the fence of HOSTS.md section 4: memory cap, instruction budget, thread CPU.

#include <cstdint>
#include <lua.hpp>
#include <string>

#include "adapters/lua/limits.h"

namespace patchbay::adapters::lua {

/// Owns a bare state (no libraries). One run at a time, one thread at a time. A run that breaks a
/// limit is dead: every later instruction of it raises again, so that no pcall can swallow it.
/// Lua calls outside of resume() that run out of memory throw ErrorException; the state is then
/// lost.
class Fence {
 public:
  explicit Fence(const Limits& limits);
  ~Fence();
  Fence(const Fence&) = delete;
  Fence& operator=(const Fence&) = delete;

  /// The fence of any thread of a state.
  static Fence& of(lua_State* thread);
  lua_State* state() const { return state_; }

  /// Starts a run on `thread`: its budget is whole again.
  void begin(lua_State* thread);
  /// The run is over; its thread may go.
  void end();
  /// lua_resume, with the CPU time of the calling thread counted: exactly for what takes long, and
  /// up to 0.1 ms of a short turn by the clock on the wall, which costs no system call.
  int resume(lua_State* thread, int arguments, int* results);

  /// Spends budget for work that no hook sees; one unit is one instruction (some 10 ns).
  /// Call it before the work: it raises a Lua error, naming the caller's line, when the budget or
  /// the CPU time that is left does not suffice.
  void charge(lua_State* thread, std::uint64_t units);
  /// Counts bytes that leave the run; raises likewise.
  void charge_output(lua_State* thread, std::size_t bytes);
  /// Ends the run for good with a reason a person understands; the first one stays.
  void kill(const std::string& reason);
  bool dead() const { return !reason_.empty(); }
  const std::string& reason() const { return reason_; }
  /// Whether the run is dead for its CPU time, with instructions left: not only it may be slow.
  bool is_out_of_time() const { return is_out_of_time_; }

  /// Whatever the owner of the current run wants its C functions to find.
  void* context = nullptr;

 private:
  static void* allocate(void* self, void* block, std::size_t old_size, std::size_t new_size);
  static void on_count(lua_State* thread, lua_Debug* where);
  void note_growth(std::size_t block_bytes, std::size_t grown_bytes);
  void check(std::uint64_t units_ahead);
  [[noreturn]] void raise(lua_State* thread, int level);
  void start_counting();  // by the CPU's clock
  std::int64_t cpu_used_ns() const;

  Limits limits_;
  lua_State* state_ = nullptr;
  lua_State* running_ = nullptr;
  std::size_t bytes_ = 0;
  std::uint64_t spent_ = 0;
  std::uint64_t checked_at_ = 0;
  std::size_t output_bytes_ = 0;
  int hook_every_ = 0;                // instructions between two hooks
  std::int64_t cpu_before_ns_ = 0;    // what the clocks below do not tell
  std::int64_t turn_start_ns_ = 0;    // on the steady clock; 0: between turns
  std::int64_t counted_from_ns_ = 0;  // on the CPU's clock; 0: not looked at in this turn
  bool is_out_of_time_ = false;
  std::string reason_;
};

}  // namespace patchbay::adapters::lua
