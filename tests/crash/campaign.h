#pragma once
// Kills in number, on one kind of store, with the invariant looked at after each.

#include <memory>
#include <vector>

#include "tests/crash/stage.h"

namespace patchbay::test {

/// Goes on with one stage until nothing is left to interrupt on it, then with a fresh one. What is
/// broken is reported by gtest with the seed.
class Campaign {
 public:
  Campaign(Database database, std::uint64_t seed);
  Campaign(const Campaign&) = delete;
  ~Campaign();

  /// Kills at the failpoint: on this stage, on a fresh one, or on one that was killed in the middle
  /// of its calls before. False: never reached.
  bool kill_at(const std::string& failpoint);
  /// The same, but a run that ends first is as good.
  void try_to_kill_at(const std::string& failpoint);
  /// Kills at a moment in per mille of a calm run.
  void try_to_kill_after(int permille);
  /// All stages run to their ends.
  void finish();

  int kills() const { return kills_; }

 private:
  void judge(const std::string& how, Ending ending);
  void retire();

  Database database_;
  std::uint64_t seed_;
  std::chrono::milliseconds calm_run_{0};
  std::unique_ptr<Stage> stage_;
  bool is_fresh_ = true;
  std::vector<std::unique_ptr<Stage>> retired_;
  int kills_ = 0;
};

}  // namespace patchbay::test
