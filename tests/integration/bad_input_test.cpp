// Bad input from outside the program: each gives one clear line and a non-zero exit, or is counted.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/demo_run.h"

namespace patchbay::test {
namespace {

void write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The one line on standard error that says why, progress apart.
std::string reason(const Finished& finished) {
  const auto at = finished.error.find("patchbay: ");
  if (at == std::string::npos) return "no reason in: " + finished.error;
  const std::string line = finished.error.substr(at);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
  return line;
}

void expect_refused(const Finished& finished, const std::vector<std::string>& words) {
  EXPECT_EQ(finished.code, 1);
  const std::string line = reason(finished);
  for (const auto& word : words) EXPECT_NE(line.find(word), std::string::npos) << line;
}

/// A copy of the program's own folders that a test may break.
std::string copy_home(const DemoSite& site) {
  namespace fs = std::filesystem;
  const std::string home = site.path("home");
  const fs::path build = fs::path(patchbay_binary()).parent_path();
  fs::create_directories(home);
  fs::copy(source_folder() + "/scripts", home + "/scripts", fs::copy_options::recursive);
  fs::create_directories(home + "/examples");
  fs::copy(source_folder() + "/examples/policies", home + "/examples/policies",
           fs::copy_options::recursive);
  fs::copy(build / "plugins", home + "/plugins", fs::copy_options::recursive);
  return home;
}

TEST(BadInput, rows_that_cannot_be_read_are_kept_with_line_and_reason) {
  const DemoSite site(Database::sqlite);
  write(site.path("orders.csv"),
        "order_id,customer_id,date,quantity,amount_usd\n"
        "1,7,1997-01-01,1,600.00\n"
        "2,7,1997-01-02,1\n"
        "3,7,1997-01-03,1,abc\n"
        "4,7,1997-01-04,1,1.234\n"
        "5,7,1997-02-30,1,5.00\n"
        "6,,1997-01-06,1,5.00\n"
        "7,8,1997-01-07,1,2500.50\n"
        "1,7,1997-01-01,1,600.00\n"
        "7,8,1997-01-07,1,99.00\n");
  const auto done = site.run({"--orders", site.path("orders.csv")});
  ASSERT_EQ(done.code, 0) << done.error;
  const auto report = site.report();
  EXPECT_EQ(number(report, "orders"), 2);
  EXPECT_EQ(number(report, "customers"), 2);
  EXPECT_EQ(number(report, "amount_minor"), 310050);
  EXPECT_EQ(number(report, "points"), 600 + 2501);
  EXPECT_EQ(number(report, "rewards_issued/retail"), 2);
  EXPECT_EQ(number(report, "rewards_issued/transport"), 1);
  const std::string rejects = read(site.path("data/rejects.csv"));
  EXPECT_EQ(number(report, "rows_rejected"), 6) << rejects;
  for (const std::string line : {"3,", "4,", "5,", "6,", "7,", "10,"})
    EXPECT_NE(rejects.find("\n" + line), std::string::npos) << "line " << line << "\n" << rejects;

  ASSERT_EQ(site.run({"--orders", site.path("orders.csv")}).code, 0);
  EXPECT_EQ(read(site.path("data/rejects.csv")), rejects) << "a second run keeps each row once";
}

TEST(BadInput, missing_orders_file) {
  const DemoSite site(Database::sqlite);
  expect_refused(site.run({"--orders", site.path("nothing.csv")}), {"nothing.csv"});
}

TEST(BadInput, missing_column) {
  const DemoSite site(Database::sqlite);
  write(site.path("orders.csv"), "order_id,customer,date,amount_usd\n1,2,1997-01-01,3.00\n");
  expect_refused(site.run({"--orders", site.path("orders.csv")}), {"customer_id", "orders.csv"});
}

TEST(BadInput, another_input_on_the_same_data_folder) {
  const DemoSite site(Database::sqlite);
  const std::string header = "order_id,customer_id,date,quantity,amount_usd\n";
  write(site.path("a.csv"), header + "1,1,1997-01-01,1,10.00\n");
  write(site.path("b.csv"), header + "1,1,1997-01-01,1,11.00\n");
  ASSERT_EQ(site.run({"--orders", site.path("a.csv")}).code, 0);
  expect_refused(site.run({"--orders", site.path("b.csv")}), {"other orders", "data folder"});
}

TEST(BadInput, another_store_on_the_same_data_folder) {
  const DemoSite site(Database::sqlite);
  ASSERT_EQ(site.run().code, 0);
  expect_refused(site.run({"--store", "sqlite://" + site.path("other.db")}),
                 {"belongs to the store"});
}

TEST(BadInput, a_used_store_under_a_fresh_data_folder) {
  const DemoSite site(Database::sqlite);
  const std::string store = "sqlite://" + site.path("shared.db");
  ASSERT_EQ(site.run({"--store", store}).code, 0);
  const auto other =
      run({patchbay_binary(), "demo", "--data", site.path("fresh"), "--store", store});
  expect_refused(other, {"belongs to run"});
}

TEST(BadInput, a_store_that_is_down) {
  const DemoSite site(Database::sqlite);
  const auto done = run({patchbay_binary(), "demo", "--data", site.path("data"), "--store",
                         "postgresql://somebody:hush@127.0.0.1:1/nowhere"});
  expect_refused(done, {"127.0.0.1:1"});
  EXPECT_EQ(done.error.find("hush"), std::string::npos) << "the password was printed";
}

TEST(BadInput, a_policy_with_a_syntax_error_names_file_and_line) {
  const DemoSite site(Database::sqlite);
  const std::string home = copy_home(site);
  write(home + "/examples/policies/tiers.lua",
        "tier { id = \"bronze\", from = 0 }\ntier { id = \n");
  expect_refused(run(site.command(), {{"PATCHBAY_HOME", home}}), {"tiers.lua:"});
}

TEST(BadInput, a_script_with_a_syntax_error_names_file_and_line) {
  const DemoSite site(Database::sqlite);
  const std::string home = copy_home(site);
  const auto script = std::filesystem::directory_iterator(home + "/scripts");
  for (const auto& entry : script)
    if (std::filesystem::exists(entry.path() / "partner.lua"))
      write(entry.path() / "partner.lua", "return {\n  id = =\n}\n");
  expect_refused(run(site.command(), {{"PATCHBAY_HOME", home}}), {"partner.lua:2"});
}

TEST(BadInput, an_unreadable_plugin_is_named) {
  const DemoSite site(Database::sqlite);
  const std::string home = copy_home(site);
  write(home + "/plugins/order_file.so", "this is not a library");
  expect_refused(run(site.command(), {{"PATCHBAY_HOME", home}}), {"order_file.so"});
}

TEST(BadInput, a_data_folder_in_use) {
  const DemoSite site(Database::sqlite);
  Process first(site.command({"--serve"}));
  ASSERT_FALSE(first.wait_for_line("Serving").empty()) << first.standard_error();
  expect_refused(site.run(), {"another patchbay process"});
}

TEST(BadInput, a_wrong_command_line_exits_with_2) {
  EXPECT_EQ(run({patchbay_binary(), "demo", "--no-such-flag"}).code, 2);
  EXPECT_EQ(run({patchbay_binary()}).code, 2);
  EXPECT_EQ(run({patchbay_binary(), "--help"}).code, 0);
}

TEST(BadInput, serve_names_file_line_key_and_nearest_key) {
  const TempFolder folder;
  write(folder.path("patchbay.toml"), "[http]\nlistne = \"127.0.0.1:0\"\n");
  expect_refused(run({patchbay_binary(), "serve", "--config", folder.path("patchbay.toml")}),
                 {"patchbay.toml:2", "listne", "http.listen"});
}

}  // namespace
}  // namespace patchbay::test
