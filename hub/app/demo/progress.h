#pragma once
// Progress of long work: a bar on a terminal, plain lines otherwise.

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace patchbay::app {

/// Writes to standard error. Thread safe.
class Progress {
 public:
  Progress();
  /// A new phase; ends the bar of the one before.
  void phase(const std::string& name);
  /// done of total (0: unknown), and a word on what was done. Drawn at most ten times a second on a
  /// terminal, once in five seconds elsewhere.
  void update(std::int64_t done, std::int64_t total, const std::string& detail);
  /// Ends the phase with a line.
  void finish(const std::string& detail);

 private:
  void draw(std::int64_t done, std::int64_t total, const std::string& detail);

  std::mutex mutex_;
  bool terminal_;
  std::string phase_;
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace patchbay::app
