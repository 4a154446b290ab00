// The main job from end to end: real processes, sockets, files and databases.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "hub/base/text.h"
#include "tests/support/demo_run.h"

namespace patchbay::test {
namespace {

class Demo : public testing::TestWithParam<Database> {
 protected:
  void SetUp() override {
    if (GetParam() == Database::postgresql && !has_postgresql())
      GTEST_SKIP() << "no PostgreSQL: run by ./dev test";
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, Demo, testing::Values(Database::sqlite, Database::postgresql),
                         database_name);

TEST_P(Demo, sample_is_reported_whole_and_again_the_same) {
  const DemoSite site(GetParam());
  const auto first = site.run();
  ASSERT_EQ(first.code, 0) << first.error;
  const auto report = site.report();
  expect_sound(report);
  EXPECT_EQ(number(report, "orders"), 4000);
  EXPECT_GT(number(report, "unknown_settled"), 0) << "the sandbox's late answers left no trace";
  EXPECT_GT(number(report, "partner_retries"), 0);
  EXPECT_NE(first.output.find("rewards issued"), std::string::npos);

  const auto second = site.run();
  ASSERT_EQ(second.code, 0) << second.error;
  EXPECT_EQ(totals_of(site.report()), totals_of(report));
}

TEST(DemoSecrets, stand_in_no_other_file_and_are_for_their_owner_only) {
  const DemoSite site(Database::sqlite);
  const auto done = site.run();
  ASSERT_EQ(done.code, 0) << done.error;
  const auto text_of = [](const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  };
  const std::string said = done.output + done.error;
  for (const std::string name : {"admin.token", "partner.secret", "webhook.secret", "keys"}) {
    const std::string secret(trim(text_of(site.path("data/" + name))));
    ASSERT_GE(secret.size(), 32U) << name;
    EXPECT_EQ(said.find(secret), std::string::npos) << name << " was printed";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(site.path("data"))) {
      if (!entry.is_regular_file()) continue;
      EXPECT_EQ(entry.status().permissions() & std::filesystem::perms::others_all,
                std::filesystem::perms::none)
          << entry.path();
      const bool is_elsewhere = text_of(entry.path()).find(secret) != std::string::npos;
      EXPECT_EQ(is_elsewhere, entry.path().filename() == name) << name << ": " << entry.path();
    }
  }
}

TEST_P(Demo, real_orders_are_reported_to_the_cent) {
  const std::string orders = source_folder() + "/../shared/data/cdnow/orders.csv";
  if (!std::filesystem::exists(orders)) GTEST_SKIP() << "the CDNOW orders are not on this machine";
  const DemoSite site(GetParam());
  const auto done = site.run({"--orders", orders});
  ASSERT_EQ(done.code, 0) << done.error;
  const auto report = site.report();
  expect_sound(report);
  EXPECT_EQ(number(report, "orders"), 69659);
  EXPECT_EQ(number(report, "customers"), 23570);
  EXPECT_EQ(number(report, "amount_minor"), 250031563);
  EXPECT_EQ(number(report, "points"), 2500655);
  EXPECT_EQ(number(report, "tiers/bronze"), 22836);
  EXPECT_EQ(number(report, "tiers/silver"), 533);
  EXPECT_EQ(number(report, "tiers/gold"), 201);
  EXPECT_EQ(number(report, "rewards_issued/retail"), 734);
  EXPECT_EQ(number(report, "rewards_issued/utility"), 201);
  EXPECT_EQ(number(report, "rewards_issued/transport"), 43);
  RecordProperty("seconds", std::to_string(report.at("seconds").to_number<double>()));
}

}  // namespace
}  // namespace patchbay::test
