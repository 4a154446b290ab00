// The store goes away under load and comes back: nothing that was acknowledged is lost, callers get
// clear refusals, and the hub goes on by itself.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/integration/api_client.h"
#include "tests/integration/load.h"
#include "tests/support/process.h"

namespace patchbay::test {
namespace {

constexpr int callers = 4;
const std::string token = "a-token-of-more-than-sixteen-characters";

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t times = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++times;
  return times;
}

/// A PostgreSQL of this test's own, which it may stop and start.
class OwnPostgres {
 public:
  OwnPostgres()
      : process_({source_folder() + "/tests/postgres.sh", "/bin/sh", "-c",
                  "echo \"url $PATCHBAY_TEST_POSTGRES\"; exec sleep 600"}) {
    const auto line = process_.wait_for_line("url ");
    if (line.empty()) return;
    url_ = line.substr(4);
    auto folder = run({"/usr/bin/psql", "-Atc", "SHOW data_directory", url_}).output;
    data_ = folder.substr(0, folder.find('\n'));
  }
  ~OwnPostgres() {
    process_.signal(SIGTERM);
    process_.wait(std::chrono::seconds(20));
  }
  const std::string& url() const { return url_; }
  void stop() { power("stop"); }
  void start() { power("start"); }

 private:
  void power(const std::string& how) {
    const auto done = run({source_folder() + "/tests/postgres_power.sh", how, data_});
    EXPECT_EQ(done.code, 0) << done.error;
  }
  Process process_;
  std::string url_, data_;
};

class Outage : public testing::Test {
 protected:
  std::unique_ptr<Process> serve(const std::string& store_url) {
    std::ofstream(config_) << "[http]\nlisten = \"127.0.0.1:0\"\n[paths]\ndata = \""
                           << folder_.path() << "\"\n";
    auto hub = std::make_unique<Process>(
        std::vector<std::string>{patchbay_binary(), "serve", "--config", config_},
        std::map<std::string, std::string>{{"PATCHBAY_ADMIN_TOKEN", token},
                                           {"PATCHBAY_STORE_URL", store_url},
                                           {"PATCHBAY_LIMITS_ADDRESS", "off"},
                                           {"ENCRYPTION_KEY", std::string(64, 'a')}});
    url_ = serving_at(*hub);
    EXPECT_FALSE(url_.empty()) << hub->standard_error();
    return hub;
  }

  /// What was answered 202 must be there; what was not, was answered 503.
  void expect_nothing_lost(const Load& load) {
    EXPECT_EQ(unknown_redrives(url_, token, load.accepted()), std::vector<std::string>());
    for (const auto& [status, times] : load.refused()) EXPECT_EQ(status, 503) << times << " times";
  }

  static void expect_no_flood(const std::string& log) {
    for (const auto* line : {"jobs.claim_failed", "api.store_failed", "webhooks.fanout_failed"})
      EXPECT_LE(count(log, line), 1U) << log;
  }

  TempFolder folder_;
  std::string config_ = folder_.path("patchbay.toml"), url_;
};

TEST_F(Outage, postgresql_is_stopped_and_started_under_load) {
  if (!std::getenv("PATCHBAY_TEST_POSTGRES")) GTEST_SKIP() << "run under tests/postgres.sh";
  OwnPostgres postgres;
  ASSERT_FALSE(postgres.url().empty());
  auto hub = serve(postgres.url());
  Load load(url_, token, callers);
  ASSERT_TRUE(load.wait_for_accepted(20)) << hub->standard_error();
  postgres.stop();
  ASSERT_TRUE(load.wait_for_refused(20)) << hub->standard_error();
  EXPECT_EQ(curl(url_ + "/readyz").status, 503);
  EXPECT_EQ(curl(url_ + "/healthz").status, 200);
  postgres.start();
  ASSERT_TRUE(load.wait_for_accepted(20)) << hub->standard_error();
  load.stop();
  expect_nothing_lost(load);
  expect_no_flood(hub->standard_error());
  stop_in_good_order(*hub);
}

TEST_F(Outage, disk_is_full_under_load_on_sqlite) {
  auto hub = serve("sqlite://" + folder_.path("hub.db"));
  Load load(url_, token, callers);
  ASSERT_TRUE(load.wait_for_accepted(20)) << hub->standard_error();
  // As a full disk: no file grows any more. The log of writes is the largest of them.
  const auto size = std::filesystem::file_size(folder_.path("hub.db-wal"));
  rlimit limit{size, RLIM_INFINITY};
  ASSERT_EQ(::prlimit(hub->pid(), RLIMIT_FSIZE, &limit, nullptr), 0);
  ASSERT_TRUE(load.wait_for_refused(20)) << hub->standard_error();
  EXPECT_EQ(curl(url_ + "/api/v1/rewards", {"-H", "Authorization: Bearer " + token}).status, 200)
      << "reading needs no room";
  limit.rlim_cur = RLIM_INFINITY;
  ASSERT_EQ(::prlimit(hub->pid(), RLIMIT_FSIZE, &limit, nullptr), 0);
  ASSERT_TRUE(load.wait_for_accepted(20)) << hub->standard_error();
  load.stop();
  expect_nothing_lost(load);
  expect_no_flood(hub->standard_error());
  EXPECT_NE(hub->standard_error().find("The disk of the store"), std::string::npos);
  stop_in_good_order(*hub);
}

}  // namespace
}  // namespace patchbay::test
