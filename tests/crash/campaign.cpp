#include "tests/crash/campaign.h"

#include <gtest/gtest.h>

namespace patchbay::test {
namespace {

/// Where a kill leaves calls whose ends nobody knows.
const std::string in_the_middle = "loyalty.processing.committed";
/// Last runs wait for partners most of the time; more at once would disturb each other.
constexpr std::size_t last_runs_max = 3;

}  // namespace

Campaign::Campaign(Database database, std::uint64_t seed) : database_(database), seed_(seed) {
  Stage calm(database_, seed_);
  const auto started = std::chrono::steady_clock::now();
  EXPECT_EQ(calm.run_to(""), Ending::finished) << calm.last_words();
  calm_run_ = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - started);
  stage_ = std::make_unique<Stage>(database_, ++seed_);
}

Campaign::~Campaign() = default;

void Campaign::judge(const std::string& how, Ending ending) {
  const std::string where = how + " (seed " + std::to_string(seed_) + ")";
  is_fresh_ = false;
  if (ending == Ending::killed) ++kills_;
  if (ending == Ending::broken) ADD_FAILURE() << where << " broke: " << stage_->last_words();
  if (ending == Ending::killed)
    for (const auto& sentence : stage_->look()) ADD_FAILURE() << where << ": " << sentence;
}

/// Nothing is left to interrupt: a last run in the background says how it ended.
void Campaign::retire() {
  if (!is_fresh_) {
    stage_->start_last_run();
    retired_.push_back(std::move(stage_));
  }
  while (retired_.size() > last_runs_max) {
    for (const auto& sentence : retired_.front()->last_look())
      ADD_FAILURE() << "at the end (seeds up to " << seed_ << "): " << sentence;
    retired_.erase(retired_.begin());
  }
  stage_ = std::make_unique<Stage>(database_, ++seed_);
  is_fresh_ = true;
}

bool Campaign::kill_at(const std::string& failpoint) {
  for (const bool in_doubt : {false, false, true}) {
    if (in_doubt) judge(in_the_middle, stage_->run_to(in_the_middle));
    const auto ending = stage_->run_to(failpoint);
    judge(failpoint, ending);
    if (ending == Ending::killed) return true;
    retire();
  }
  return false;
}

void Campaign::try_to_kill_at(const std::string& failpoint) {
  const auto ending = stage_->run_to(failpoint);
  judge(failpoint, ending);
  if (ending != Ending::killed) retire();
}

void Campaign::try_to_kill_after(int permille) {
  const auto ending = stage_->run_for(calm_run_ * permille / 1000);
  judge("after " + std::to_string(permille) + " per mille of a calm run", ending);
  if (ending != Ending::killed) retire();
}

void Campaign::finish() {
  retire();
  for (const auto& stage : retired_)
    for (const auto& sentence : stage->last_look())
      ADD_FAILURE() << "at the end (seeds up to " << seed_ << "): " << sentence;
  retired_.clear();
}

}  // namespace patchbay::test
