#pragma once
// Rules that take their time and fail, for a chunk of orders or a page of people: a transaction
// that holds the programme's lock must not wait for each of them.

#include <chrono>
#include <functional>
#include <string>

#include "hub/base/clock.h"
#include "hub/policy/decision.h"

namespace patchbay::loyalty {

/// What becomes of the rest of a chunk or page after its fuse blew.
enum class Rest {
  later,  ///< the transaction ends there: the rest is for the next one, with a new fuse
  known,  ///< it has the same problem, without being asked
};

/// What one chunk or page asks its rules through. Errors that come at once are let through: they
/// cost nothing, and others may well be decided about.
class FailureFuse {
 public:
  static constexpr int slow_failures_max = 3;
  /// A function that was stopped at a limit takes longer, one with a plain mistake much less.
  static constexpr Duration slow{std::chrono::milliseconds(10)};
  using Ask = std::function<Result<policy::Decision>()>;
  using Stopwatch = std::function<Duration()>;  ///< since some moment

  explicit FailureFuse(Stopwatch stopwatch = steady);

  /// Asks, and once more where the machine was too slow. Blows at the last of slow_failures_max
  /// slow failures and asks nobody any more. Errors: as `ask`; unavailable: it blew before, with
  /// the last slow failure.
  Result<policy::Decision> ask(const Ask& ask);
  bool is_blown() const { return slow_failures_ >= slow_failures_max; }

 private:
  static Duration steady();

  Stopwatch stopwatch_;
  int slow_failures_ = 0;
  std::string last_;
};

}  // namespace patchbay::loyalty
