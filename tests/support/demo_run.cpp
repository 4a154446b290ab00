#include "tests/support/demo_run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace patchbay::test {
namespace {

std::string postgresql_url() {
  const char* url = std::getenv("PATCHBAY_TEST_POSTGRES");
  return url == nullptr ? "" : url;
}

void psql(const std::string& statement) {
  const auto done = run({"/usr/bin/psql", "-q", "-c", statement, postgresql_url()});
  EXPECT_EQ(done.code, 0) << done.error;
}

}  // namespace

bool has_postgresql() { return !postgresql_url().empty(); }

std::string database_name(const testing::TestParamInfo<Database>& info) {
  return info.param == Database::sqlite ? "sqlite" : "postgresql";
}

DemoSite::DemoSite(Database database) {
  if (database == Database::sqlite) return;
  static std::atomic<int> counter{0};
  schema_ = "demo_" + std::to_string(::getpid()) + "_" + std::to_string(++counter);
  psql("CREATE SCHEMA " + schema_);
  store_url_ = postgresql_url() + "?options=-csearch_path%3D" + schema_;
}

DemoSite::~DemoSite() {
  if (!schema_.empty())
    psql("SET client_min_messages = error; DROP SCHEMA " + schema_ + " CASCADE");
}

std::vector<std::string> DemoSite::command(const std::vector<std::string>& more) const {
  std::vector<std::string> words{patchbay_binary(),    "demo",     "--data",
                                 folder_.path("data"), "--report", folder_.path("report.json")};
  if (!store_url_.empty()) words.insert(words.end(), {"--store", store_url_});
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Finished DemoSite::run(const std::vector<std::string>& more) const {
  return test::run(command(more));
}

boost::json::value DemoSite::report() const {
  std::ifstream file(folder_.path("report.json"));
  std::stringstream text;
  text << file.rdbuf();
  boost::system::error_code failed;
  return boost::json::parse(text.str(), failed);
}

std::int64_t number(const boost::json::value& report, const std::string& path) {
  boost::system::error_code failed;
  const auto* value = report.find_pointer("/" + path, failed);
  return value != nullptr && value->is_int64() ? value->as_int64() : -1;
}

void expect_sound(const boost::json::value& report) {
  ASSERT_TRUE(report.is_object());
  std::int64_t rewards = 0;
  for (const std::string kind : {"retail", "utility", "transport"}) {
    const auto issued = number(report, "rewards_issued/" + kind);
    EXPECT_GT(issued, 0) << kind;
    EXPECT_EQ(issued, number(report, "issued_at_partner/" + kind)) << kind;
    rewards += issued;
  }
  EXPECT_EQ(number(report, "reconciled/matched"), rewards);
  for (const std::string wrong : {"missing_here", "missing_there", "different"})
    EXPECT_EQ(number(report, "reconciled/" + wrong), 0) << wrong;
  EXPECT_EQ(number(report, "webhooks_delivered"), number(report, "webhooks_verified"));
  EXPECT_GE(number(report, "webhooks_delivered"), rewards);
  EXPECT_EQ(number(report, "dead_letters"), 0);
  EXPECT_EQ(number(report, "tiers/bronze") + number(report, "tiers/silver") +
                number(report, "tiers/gold"),
            number(report, "customers"));
}

boost::json::object totals_of(const boost::json::value& report) {
  boost::json::object totals;
  for (const auto* name : {"orders", "customers", "amount_minor", "points", "tiers",
                           "rewards_issued", "issued_at_partner", "reconciled",
                           "webhooks_delivered", "webhooks_verified", "dead_letters"})
    totals[name] = report.at(name);
  return totals;
}

}  // namespace patchbay::test
