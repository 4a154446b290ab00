// `patchbay keys` beside hubs at work, on both stores.

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "hub/http/json.h"
#include "hub/loyalty/contacts.h"
#include "hub/loyalty/orders.h"
#include "hub/policy/policy.h"
#include "tests/integration/api_client.h"
#include "tests/support/process.h"
#include "tests/support/stores.h"

namespace patchbay::test {
namespace {

constexpr int customers = 300;

class Rotation : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    environment_["PATCHBAY_STORE_URL"] = url();
    environment_["PATCHBAY_PATHS_DATA"] = folder_.path();
    environment_["PATCHBAY_PATHS_POLICIES"] = source_folder() + "/policies";
    environment_["PATCHBAY_KEY_FILE"] = keys_;
    ASSERT_EQ(command({"keys", "generate", "--file", keys_}).code, 0);
    std::filesystem::copy_file(keys_, folder_.path("keys.old"));
    add_customers();
  }
  void add_customers() {
    const auto policy = policy::Policy::load(source_folder() + "/policies").value();
    const auto ring = crypto::KeyRing::parse(slurp(keys_)).value();
    SeededRandom random(1);
    std::vector<loyalty::Order> orders;
    for (int i = 0; i < customers; ++i)
      orders.push_back({"test", id(i), id(i), {100, find_currency("USD").value()}, {1}});
    write([&](store::Session& s) {
      loyalty::post_orders(s, "default", policy, orders, system_clock(), random);
      for (int i = 0; i < customers; ++i)
        loyalty::put_contact(s, "default", id(i), {"", phone(i), ""}, ring, Timestamp{1}).value();
    });
  }
  static std::string id(int i) { return "c" + std::to_string(i); }
  static std::string phone(int i) { return "+61 4" + std::to_string(10'000'000 + i); }
  static std::string slurp(const std::string& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  Finished command(std::vector<std::string> words) {
    words.insert(words.begin(), patchbay_binary());
    return run(words, environment_);
  }
  std::unique_ptr<Process> serve(const std::string& key_file, std::string& api) {
    auto environment = environment_;
    environment["PATCHBAY_KEY_FILE"] = key_file;
    auto hub = std::make_unique<Process>(std::vector<std::string>{patchbay_binary(), "serve"},
                                         environment);
    const std::string line = hub->wait_for_line("serving http://");
    EXPECT_FALSE(line.empty()) << hub->standard_error();
    if (!line.empty()) api = line.substr(line.find("http://"));
    return hub;
  }
  void stop(std::unique_ptr<Process>& hub) {
    hub->signal(SIGTERM);
    EXPECT_EQ(hub->wait(std::chrono::seconds(30)), 0) << hub->standard_error();
    hub.reset();
  }
  Answer search(const std::string& api, int i) {
    return curl(api + "/api/v1/customers/search", {"-H", "Authorization: Bearer " + token_, "-d",
                                                   R"({"phone": ")" + phone(i) + "\"}"});
  }
  Answer put(const std::string& api, int i, const std::string& number) {
    return curl(api + "/api/v1/customers/" + id(i) + "/contact",
                {"-X", "PUT", "-H", "Authorization: Bearer " + token_, "-d",
                 R"({"phone": ")" + number + "\"}"});
  }
  static bool wait(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < until)
      if (holds()) return true;
    return false;
  }
  boost::json::value status() {
    return parse_json(command({"keys", "status", "--json"}).output).value();
  }
  /// What `keys status` says of a key; empty when it knows none.
  std::string state_of(const std::string& key) {
    const auto now = status();
    for (const auto& one : now.at("keys").as_array())
      if (one.at("id").as_string() == key) return std::string(one.at("state").as_string());
    return "";
  }

  const std::string token_ = "a-token-of-more-than-sixteen-characters";
  TempFolder folder_;
  const std::string keys_ = folder_.path("keys");
  std::map<std::string, std::string> environment_{{"PATCHBAY_ADMIN_TOKEN", token_},
                                                  {"PATCHBAY_HTTP_LISTEN", "127.0.0.1:0"},
                                                  {"PATCHBAY_LIMITS_ADDRESS", "off"},
                                                  {"PATCHBAY_WORKER_DRAIN_LIMIT_MS", "5000"}};
};
PATCHBAY_ON_BOTH_STORES(Rotation);

TEST_P(Rotation, goes_on_under_load_and_ends_with_the_old_key_retired) {
  std::string api;
  auto hub = serve(keys_, api);
  EXPECT_EQ(search(api, 7).status, 200);
  // Half of the customers change their phones again and again while everything is sealed anew.
  std::atomic<bool> stopping = false;
  std::atomic<int> changes = 0, failures = 0;
  std::thread load([&] {
    for (int i = 0; !stopping; i = (i + 2) % customers) {
      if (put(api, i, phone(i)).status != 200) ++failures;
      if (search(api, i).body.find("\"" + id(i) + "\"") == std::string::npos) ++failures;
      ++changes;
    }
  });
  EXPECT_TRUE(wait([&] { return changes > 3; }));
  const auto rotated = command({"keys", "rotate", "--per-second", "100", "--reason", "yearly"});
  EXPECT_EQ(rotated.code, 0) << rotated.error;
  EXPECT_EQ(command({"keys", "retire", "k1"}).code, 1) << "it is in use still";
  EXPECT_TRUE(wait([&] { return state_of("k1") == "may be retired"; }))
      << command({"keys", "status"}).output;
  const int before = changes;
  EXPECT_TRUE(wait([&] { return changes > before + 3; })) << "the load goes on";
  stopping = true;
  load.join();
  EXPECT_EQ(failures, 0);
  const auto retired = command({"keys", "retire", "k1"});
  EXPECT_EQ(retired.code, 0) << retired.error;
  EXPECT_EQ(slurp(keys_).find("k1 "), std::string::npos);
  for (int i = 0; i < customers; i += 37)
    EXPECT_NE(search(api, i).body.find("\"" + id(i) + "\""), std::string::npos) << i;
  stop(hub);
  hub = serve(keys_, api);
  EXPECT_EQ(search(api, 7).status, 200);
  stop(hub);
  environment_["PATCHBAY_KEY_FILE"] = folder_.path("keys.old");
  const auto old = command({"serve"});
  EXPECT_EQ(old.code, 1);
  EXPECT_NE(old.error.find("the key ring lacks key \"k2\""), std::string::npos) << old.error;
}

TEST_P(Rotation, a_hub_that_gets_the_new_ring_later_never_answers_wrongly) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "hubs share PostgreSQL only";
  std::string early_api, late_api;
  auto early = serve(keys_, early_api);
  auto late = serve(folder_.path("keys.old"), late_api);
  ASSERT_EQ(command({"keys", "rotate"}).code, 0);
  EXPECT_TRUE(wait([&] { return put(early_api, 5, "+61 999 888 777").status == 200; }));
  const auto stale =
      curl(late_api + "/api/v1/customers/search",
           {"-H", "Authorization: Bearer " + token_, "-d", R"({"phone": "+61 999 888 777"})"});
  EXPECT_EQ(stale.status, 503) << stale.body;
  EXPECT_NE(command({"keys", "retire", "k1"}).code, 0);
  // The file comes to the other machine.
  std::filesystem::copy_file(keys_, folder_.path("keys.old"),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(wait([&] { return search(late_api, 6).status == 200; }));
  EXPECT_TRUE(wait([&] { return state_of("k1") == "may be retired"; }))
      << command({"keys", "status"}).output;
  stop(late);
  stop(early);
}

TEST_P(Rotation, a_ring_that_a_command_gives_is_read_again_at_SIGHUP) {
  environment_.erase("PATCHBAY_KEY_FILE");
  environment_["PATCHBAY_SECURITY_KEY_COMMAND"] = "/bin/cat " + keys_;
  Process hub({patchbay_binary(), "serve"}, environment_);
  const std::string line = hub.wait_for_line("serving http://");
  ASSERT_FALSE(line.empty()) << hub.standard_error();
  const auto api = line.substr(line.find("http://"));
  EXPECT_EQ(search(api, 7).status, 200);
  const auto refused = command({"keys", "rotate"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.error.find("send the hubs SIGHUP"), std::string::npos) << refused.error;

  const auto newest = folder_.path("keys.new");
  ASSERT_EQ(command({"keys", "generate", "--id", "k2", "--file", newest}).code, 0);
  std::ofstream(keys_, std::ios::app) << slurp(newest);
  hub.signal(SIGHUP);
  const auto resealed = command({"keys", "reseal"});
  EXPECT_EQ(resealed.code, 0) << resealed.error;
  EXPECT_TRUE(wait([&] { return state_of("k1") == "may be retired"; }))
      << command({"keys", "status"}).output;
  EXPECT_NE(search(api, 7).body.find("\"" + id(7) + "\""), std::string::npos);
  hub.signal(SIGTERM);
  EXPECT_EQ(hub.wait(std::chrono::seconds(30)), 0) << hub.standard_error();
}

}  // namespace
}  // namespace patchbay::test
