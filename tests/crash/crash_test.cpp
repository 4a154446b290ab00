// Real processes, killed at every commit point and at random moments: nothing is lost, nothing
// doubled (DESIGN.md, "Durability").

#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "hub/base/random.h"
#include "tests/crash/campaign.h"
#include "tests/crash/failpoints.h"
#include "tests/support/effort.h"

namespace patchbay::test {
namespace {

/// A store's kills are shared by tests that may run at once.
constexpr int parts = 2;

/// Kills of one part: 40, 200 or 2,000 in all parts of both stores.
int kills_wanted() { return effort(40, 200, 2000) / 2 / parts; }

class Crash : public testing::TestWithParam<std::tuple<Database, int>> {
 protected:
  Crash() { std::tie(database_, part_) = GetParam(); }
  void SetUp() override {
    if (database_ == Database::postgresql && !has_postgresql())
      GTEST_SKIP() << "no PostgreSQL: run by ./dev test";
  }

  Database database_;
  int part_;  ///< from 0
};

std::string name_of(const testing::TestParamInfo<std::tuple<Database, int>>& one) {
  const auto [database, part] = one.param;
  return database_name({database, 0}) + "_" + std::to_string(part + 1);
}
INSTANTIATE_TEST_SUITE_P(Stores, Crash,
                         testing::Combine(testing::Values(Database::sqlite, Database::postgresql),
                                          testing::Range(0, parts)),
                         name_of);

TEST(Failpoints, have_names_of_their_own) {
  std::set<std::string> names;
  for (const auto& [name, place] : find_failpoints(source_folder())) {
    EXPECT_TRUE(names.insert(name).second) << name << " stands a second time in " << place;
    EXPECT_EQ(std::count(name.begin(), name.end(), '.'), 2)
        << name << " in " << place << " is no \"room.thing.moment\"";
  }
  EXPECT_GT(names.size(), 15U);
}

TEST_P(Crash, loses_and_doubles_nothing) {
  const std::uint64_t seed = seed_or(1);
  const std::uint64_t own_seed = seed * parts + static_cast<std::uint64_t>(part_);
  SeededRandom random(own_seed);
  auto failpoints = find_failpoints(source_folder());
  std::erase_if(failpoints, [](const auto& one) {
    return needs_serve(one.name) || needs_consent(one.name) || needs_partner_webhooks(one.name);
  });
  Campaign campaign(database_, own_seed * 10'000);
  for (auto i = static_cast<std::size_t>(part_); i < failpoints.size(); i += parts) {
    const auto& [name, place] = failpoints[i];
    EXPECT_TRUE(campaign.kill_at(name)) << "no run comes to " << name << " (" << place << ")";
  }
  // The rest half at random moments and half at the n-th passing of a random failpoint.
  const int limit = kills_wanted() * 4;
  for (int i = 0; i < limit && (i < 4 || campaign.kills() < kills_wanted()); ++i) {
    if (i % 2 == 0)
      campaign.try_to_kill_after(50 + static_cast<int>(random.below(950)));
    else
      campaign.try_to_kill_at(failpoints.at(random.below(failpoints.size())).name + ":" +
                              std::to_string(1 + random.below(12)));
  }
  campaign.finish();
  EXPECT_GE(campaign.kills(), kills_wanted()) << "seed " << seed;
  RecordProperty("kills", campaign.kills());
  std::printf("%d kills\n", campaign.kills());
}

}  // namespace
}  // namespace patchbay::test
