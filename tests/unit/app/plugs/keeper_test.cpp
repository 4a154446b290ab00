// A plug changes while the hub runs: real files, a real watch, a real store.

#include "hub/app/plugs/keeper.h"

#include <fstream>

#include "hub/app/inbound.h"
#include "hub/app/plugs/plug_rows.h"
#include "hub/app/plugs/served_plugs.h"
#include "hub/jobs/hubs.h"
#include "tests/support/wait.h"
#include "tests/unit/app/plugs/acme_files.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

class PlugKeeperTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    save(plug("1.0.0"));
  }
  void TearDown() override {
    keeper_.reset();
    intake_.reset();
    StoreTest::TearDown();
  }

  static std::string plug(const std::string& version, const std::string& before = "") {
    return AcmeFiles::plug(version, before);
  }
  void save(const std::string& text) const { files_.save(text); }
  std::string stamp() const { return files_.stamp(); }

  void start() {
    const auto stamps = stamps_of(files_.home, {"acme"});
    registry_.emplace(load_partners(files_.setups, files_.home, "").value());
    intake_ = webhooks::make_intake(
        {store(), "org", clock_, [] { return std::string("https://hub.example"); }, {}});
    jobs::HubRow hub;
    hub.id = "hub_1";
    write(
        [&](store::Session& session) { jobs::announce_hub(session, hub, std::chrono::hours(1)); });
    keeper_ = start_plug_keeper({store(), *registry_, *intake_, system_clock(), "hub_1",
                                 files_.home, "", files_.shelf, files_.setups, stamps, reloads_});
  }
  void ask(const std::string& stamp) {
    write([&](store::Session& session) {
      wish(session, {"acme", stamp, "cli:anna", "", system_clock().now()});
    });
  }
  /// As the keeper told it; nothing before it did.
  PlugState state() {
    const auto told = read(list_states);
    return told.empty() ? PlugState() : told.at(0).state;
  }
  std::string serving(const std::string& id = "acme") const {
    return registry_->find(id)->plug->manifest().version;
  }
  bool comes_to(const std::string& version) {
    return wait_until([&] { return state().version == version; });
  }
  /// The version of this stamp can be gone back to.
  bool is_on_shelf(const std::string& stamp) const {
    return wait_until([&] { return fs::exists(files_.folder.path() / "shelf/acme" / stamp); });
  }

  AcmeFiles files_;
  ManualClock clock_{Timestamp{1'700'000'000'000'000}};
  std::optional<adapters::Registry> registry_;
  std::unique_ptr<webhooks::Intake> intake_;
  std::shared_ptr<api::ReloadCounter> reloads_ = std::make_shared<api::ReloadCounter>();
  std::unique_ptr<PlugKeeper> keeper_;
};
PATCHBAY_ON_BOTH_STORES(PlugKeeperTest);

TEST_P(PlugKeeperTest, ASavedFileServesAtOnceForAllItsPartners) {
  start();
  const auto before = registry_->find("acme");
  save(plug("1.1.0"));
  ASSERT_TRUE(comes_to("1.1.0"));
  EXPECT_EQ(serving("acme"), "1.1.0");
  EXPECT_EQ(serving("acme_two"), "1.1.0");
  EXPECT_EQ(before->plug->manifest().version, "1.0.0") << "who held it keeps it";
  EXPECT_EQ(state().stamp, stamp());
  EXPECT_EQ(state().problem, "");
}

TEST_P(PlugKeeperTest, ABrokenFileLeavesTheOldOneServingAndSaysWhy) {
  start();
  save("local x = ");
  ASSERT_TRUE(wait_until([&] { return !state().problem.empty(); }));
  EXPECT_EQ(serving(), "1.0.0");
  EXPECT_NE(state().problem.find("partner.lua:1"), std::string::npos) << state().problem;
  EXPECT_NE(state().problem_stamp, "");
  save(plug("1.0.0"));
  EXPECT_TRUE(wait_until([&] { return state().problem.empty(); })) << state().problem;
  save(plug("1.2.0"));
  EXPECT_TRUE(comes_to("1.2.0"));
}

TEST_P(PlugKeeperTest, EveryPartnerOfAPlugShowsWhatEachHubServes) {
  start();
  const auto first = stamp();
  save("local x = ");
  ASSERT_TRUE(wait_until([&] { return !state().problem.empty(); }));
  auto served = read([&](store::Session& session) { return served_plugs(session, files_.setups); });
  ASSERT_EQ(served.size(), 2u);
  for (const auto& [partner, hubs] : served) {
    ASSERT_EQ(hubs.size(), 1u) << partner;
    EXPECT_EQ(hubs[0].hub, "hub_1");
    EXPECT_EQ(hubs[0].version, "1.0.0");
    EXPECT_EQ(hubs[0].stamp, first);
    EXPECT_EQ(hubs[0].problem, state().problem);
    EXPECT_EQ(hubs[0].problem_stamp, stamp());
  }
  keeper_.reset();
  served = read([&](store::Session& session) { return served_plugs(session, files_.setups); });
  EXPECT_TRUE(served.at("acme").empty()) << "a hub that goes serves nothing";
}

TEST_P(PlugKeeperTest, ReloadsAreCounted) {
  start();
  const auto counts = [&] { return reloads_->counts().at("acme"); };
  EXPECT_EQ(counts().swapped, 0u);
  EXPECT_FALSE(counts().is_behind);
  save("local x = ");
  ASSERT_TRUE(wait_until([&] { return counts().is_behind; }));
  EXPECT_GT(counts().refused, 0u);
  save(plug("1.1.0"));
  ASSERT_TRUE(wait_until([&] { return counts().swapped == 1; }));
  EXPECT_FALSE(counts().is_behind);
}

TEST_P(PlugKeeperTest, AVersionWhoseCasesFailIsRefused) {
  start();
  fs::create_directories(files_.folder.path() / "scripts/acme/cases");
  std::ofstream(files_.folder.path() / "scripts/acme/cases/get_account.json")
      << R"([{"name": "it answers", "capability": "get_account", "key": "",
              "request": {"account": "a"}, "exchange": [],
              "outcome": {"kind": "rejected", "code": "no", "message": "1.0.0"}}])";
  save(plug("1.1.0"));
  ASSERT_TRUE(wait_until([&] { return !state().problem.empty(); }));
  EXPECT_NE(state().problem.find("\"it answers\" fails"), std::string::npos) << state().problem;
  EXPECT_EQ(serving(), "1.0.0");
}

TEST_P(PlugKeeperTest, AnotherKindIsRefused) {
  start();
  std::string other = plug("2.0.0");
  other.replace(other.find("utility"), 7, "retail");
  other.replace(other.find("get_account"), 11, "check_balance");
  save(other);
  ASSERT_TRUE(wait_until([&] { return !state().problem.empty(); }));
  EXPECT_NE(state().problem.find("keeps its kind"), std::string::npos) << state().problem;
}

TEST_P(PlugKeeperTest, AFolderThatIsGoneLeavesTheOldOneServing) {
  start();
  fs::remove_all(files_.folder.path() / "scripts/acme");
  ASSERT_TRUE(wait_until([&] { return !state().problem.empty(); }));
  EXPECT_EQ(serving(), "1.0.0");
  save(plug("1.1.0"));
  EXPECT_TRUE(comes_to("1.1.0"));
}

TEST_P(PlugKeeperTest, AnOperatorGoesBackAndForth) {
  start();
  const auto first = stamp();
  ASSERT_TRUE(is_on_shelf(first));
  save(plug("1.1.0"));
  ASSERT_TRUE(comes_to("1.1.0"));
  ask(first);
  ASSERT_TRUE(comes_to("1.0.0"));
  EXPECT_EQ(serving("acme_two"), "1.0.0");
  save(plug("1.2.0"));
  ask("");
  EXPECT_TRUE(comes_to("1.2.0"));
}

TEST_P(PlugKeeperTest, AVersionThatIsNotHereIsAProblem) {
  start();
  ask("0123456789abcdef");
  ASSERT_TRUE(wait_until([&] { return !state().problem.empty(); }));
  EXPECT_EQ(state().problem_stamp, "0123456789abcdef");
  EXPECT_EQ(serving(), "1.0.0");
}

TEST_P(PlugKeeperTest, AVersionGoneBackToServesAfterARestart) {
  start();
  const auto first = stamp();
  ASSERT_TRUE(is_on_shelf(first));
  save(plug("1.1.0"));
  ASSERT_TRUE(comes_to("1.1.0"));
  keeper_.reset();
  ask(first);
  start();
  EXPECT_EQ(serving(), "1.0.0") << "before anything is called";
}

TEST_P(PlugKeeperTest, WhatDidNotPassIsTriedAgainWhenAnOperatorAsks) {
  start();
  save("return nil");
  ASSERT_TRUE(wait_until([&] { return !state().problem.empty(); }));
  const auto then = state().looked_at;
  ask("");
  EXPECT_TRUE(wait_until([&] { return state().looked_at != then; }));
  EXPECT_NE(state().problem, "");
}

TEST_P(PlugKeeperTest, EveryVersionServedIsListed) {
  start();
  save(plug("1.1.0"));
  ASSERT_TRUE(comes_to("1.1.0"));
  const auto versions = [&] {
    return read([](store::Session& session) { return list_versions(session, "acme"); });
  };
  ASSERT_TRUE(wait_until([&] { return versions().size() == 2; }));
  EXPECT_EQ(versions()[0].version, "1.1.0");
  EXPECT_EQ(versions()[0].stamp, stamp());
}

}  // namespace
}  // namespace patchbay::app
