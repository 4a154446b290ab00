#pragma once
// A demo on a few orders, to be killed and started again as often as a test likes.

#include <chrono>
#include <memory>

#include "tests/support/demo_run.h"
#include "tests/support/invariant.h"

namespace patchbay::test {

enum class Ending { killed, finished, broken };

class Stage {
 public:
  static constexpr std::int64_t orders = 60;
  static constexpr std::size_t rewards = 36;  ///< three for each of twelve customers

  /// `seed` is of the sandbox's faults.
  Stage(Database database, std::uint64_t seed);

  /// Runs until it dies at the failpoint ("name" or "name:n"), or to its end.
  Ending run_to(const std::string& failpoint);
  /// Runs and is killed after `moment`, unless it ended before.
  Ending run_for(std::chrono::milliseconds moment);
  /// What is broken now, with nobody at work.
  Violations look() const;

  /// Runs in the background, to the end.
  void start_last_run();
  /// Waits for it; what is broken then.
  Violations last_look();

  const std::string& last_words() const { return last_words_; }
  /// A file of the data folder.
  std::string data(const std::string& name) const { return site_.path("data/" + name); }
  std::string store_url() const;
  Evidence evidence() const;

 private:
  std::unique_ptr<Process> start(const std::string& failpoint) const;
  Ending ended(Process& hub);

  DemoSite site_;
  std::string orders_file_, seed_;
  std::unique_ptr<Process> last_run_;
  std::string last_words_;  ///< what a broken run said
};

}  // namespace patchbay::test
