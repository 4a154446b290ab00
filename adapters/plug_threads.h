#pragma once
// Threads for the code of plugs, which may never come back.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace patchbay::adapters {

/// Thread safe.
class PlugThreads {
 public:
  /// Of work that runs when the threads go.
  static constexpr std::chrono::milliseconds patience{500};

  explicit PlugThreads(std::size_t count);
  /// What waits is dropped. What runs is given `patience`; what is not over then is left behind
  /// with a line in the log: it keeps its thread and what it owns, and is not heard any more.
  ~PlugThreads();
  PlugThreads(const PlugThreads&) = delete;
  PlugThreads& operator=(const PlugThreads&) = delete;

  /// Runs `work` on one of the threads, in turn, and then `report`, unless the threads are mute or
  /// gone by then. Both own what they refer to, throw nothing, and are destroyed on that thread;
  /// `report` does not block.
  void post(std::function<void()> work, std::function<void()> report = {});

  /// A new thread beside one that seems never to come back, for what waits; `replacements_max` in
  /// all, after which nothing is done.
  static constexpr std::size_t replacements_max = 8;
  void replace_one();

  /// Nothing is reported any more once it returns. Work and its destruction go on.
  void mute();

 private:
  struct Shared;
  const std::shared_ptr<Shared> shared_;  // a thread that is left behind keeps it
};

/// Threads of this process that were left behind and did not come back yet. While there are any,
/// the process must end without destroying what is static: a plug's code may be using it.
std::size_t plug_threads_left();

}  // namespace patchbay::adapters
