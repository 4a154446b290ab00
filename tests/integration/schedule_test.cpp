// `patchbay serve` with schedules of its configuration, and the API and command over them.

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>

#include "tests/integration/api_client.h"
#include "tests/support/process.h"
#include "tests/support/wait.h"

namespace patchbay::test {
namespace {

const std::string token = "a-token-of-more-than-sixteen-characters";

class ScheduledServe : public testing::Test {
 protected:
  ScheduledServe() {
    std::ofstream(folder_.path("orders.csv")) << "order_id,customer_id,date,amount_usd\n"
                                                 "o1,7,2026-01-05,12.50\n"
                                                 "o2,7,2026-01-06,7.50\n"
                                                 "o3,8,2026-01-06,1.00\n";
  }
  /// The configuration with these tables at its end.
  void configure(const std::string& tables) {
    std::ofstream(config_) << "[http]\nlisten = \"127.0.0.1:0\"\n[store]\nurl = \"sqlite://"
                           << folder_.path("hub.db") << "\"\n[paths]\ndata = \"" << folder_.path()
                           << "\"\n[partners.till]\nplug = \"order_file\"\npath = \""
                           << folder_.path("orders.csv") << "\"\n"
                           << tables;
  }
  std::vector<std::string> command(std::vector<std::string> words) const {
    words.insert(words.begin(), patchbay_binary());
    words.insert(words.end(), {"--config", config_});
    return words;
  }
  boost::json::value ask(const std::string& url) {
    return boost::json::parse(curl(url, {"-H", "Authorization: Bearer " + token}).body);
  }

  TempFolder folder_;
  std::string config_ = folder_.path("patchbay.toml");
  std::map<std::string, std::string> environment_{{"PATCHBAY_ADMIN_TOKEN", token},
                                                  {"ENCRYPTION_KEY", std::string(64, 'a')}};
};

TEST_F(ScheduledServe, pulls_an_order_file_at_its_times) {
  configure(
      "[schedules.orders]\njob = \"sync.orders\"\npartner = \"till\"\ninterval_seconds = 1\n");
  Process hub(command({"serve"}), environment_);
  const std::string url = serving_at(hub);
  ASSERT_FALSE(url.empty()) << hub.standard_error();
  boost::json::value customer;
  ASSERT_TRUE(wait_until([&] {
    customer = ask(url + "/api/v1/customers/7");
    return customer.as_object().contains("orders");
  })) << hub.standard_error();
  EXPECT_EQ(customer.at("orders"), 2);
  EXPECT_EQ(customer.at("spent_minor"), 2000);

  const auto schedules = ask(url + "/api/v1/schedules").at("schedules").as_array();
  ASSERT_EQ(schedules.size(), 3U) << "and the hub's own two";
  EXPECT_EQ(schedules.at(0).at("id"), "orders");
  EXPECT_EQ(schedules.at(0).at("origin"), "config");
  boost::json::value runs;
  EXPECT_TRUE(wait_until([&] {
    runs = ask(url + "/api/v1/schedules/orders/runs?limit=1000").at("runs");
    return runs.as_array().size() >= 2;
  }));
  EXPECT_EQ(runs.as_array().back().at("outcome"), "succeeded");
  EXPECT_EQ(curl(url + "/api/v1/schedules/orders",
                 {"-X", "DELETE", "-H", "Authorization: Bearer " + token})
                .status,
            409);
  stop_in_good_order(hub);

  const auto history = run(command({"schedule", "history", "orders", "--json"}), environment_);
  EXPECT_EQ(history.code, 0) << history.error;
  EXPECT_NE(history.output.find("\"succeeded\""), std::string::npos) << history.output;
}

TEST_F(ScheduledServe, what_is_wrong_in_a_table_is_named_with_its_line) {
  const auto expect = [&](const std::string& table, const std::string& words) {
    configure("[schedules.nightly]\n" + table);
    const auto done = run(command({"serve"}), environment_);
    EXPECT_EQ(done.code, 1) << words;
    EXPECT_NE(done.error.find(words), std::string::npos) << done.error;
  };
  const std::string job = "job = \"sync.orders\"\npartner = \"till\"\n";
  expect(job + "cron = \"61 * * * *\"\n", "patchbay.toml:13: schedule \"nightly\": \"cron\"");
  expect(job + "cron = \"@daily\"\nzone = \"Europe/Berln\"\n", "did you mean Europe/Berlin?");
  expect("job = \"sync.order\"\ncron = \"@daily\"\n", "did you mean \"sync.orders\"?");
  expect("job = \"sync.orders\"\npartner = \"tills\"\ncron = \"@daily\"\n",
         "did you mean \"till\"?");
  expect(job + "corn = \"@daily\"\n", "did you mean \"cron\"?");
  expect("job = \"sync.report\"\npartner = \"till\"\nreader = \"till\"\ncron = \"@daily\"\n",
         "pull_report");
  expect(job, "one of \"cron\", \"every\" and \"interval_seconds\" is missing");
}

TEST_F(ScheduledServe, a_preview_of_an_expression_needs_no_store) {
  const auto shown = run({patchbay_binary(), "schedule", "preview", "30 2 * * *", "--zone",
                          "Europe/Berlin", "--from", "2026-03-28T12:00:00Z"},
                         {{"PATCHBAY_STORE_URL", "sqlite:///nowhere/at/all.db"}});
  EXPECT_EQ(shown.code, 0) << shown.error;
  EXPECT_NE(shown.output.find("2026-03-29T03:00:00+02:00"), std::string::npos) << shown.output;
  const auto wrong = run({patchbay_binary(), "schedule", "preview", "61 * * * *"});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_NE(wrong.error.find("\"minute\": \"61\" is not in 0-59"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::test
