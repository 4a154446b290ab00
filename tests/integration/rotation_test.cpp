// `patchbay keys` beside hubs at work, on both stores.

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "hub/loyalty/contacts.h"
#include "hub/loyalty/orders.h"
#include "hub/policy/policy.h"
#include "tests/integration/hub_test.h"
#include "tests/support/wait.h"

namespace patchbay::test {
namespace {

constexpr int customers = 300;

class Rotation : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    environment_.erase("ENCRYPTION_KEY");
    environment_["PATCHBAY_KEY_FILE"] = keys_;
    environment_["PATCHBAY_LIMITS_ADDRESS"] = "off";
    ASSERT_EQ(command({"keys", "generate", "--file", keys_}).code, 0);
    std::filesystem::copy_file(keys_, folder_.path("keys.old"));
    add_customers();
  }
  void add_customers() {
    const auto policies = policy::make_fixed_book(
        policy::Policy::load(source_folder() + "/examples/policies").value());
    const auto ring = crypto::KeyRing::parse(slurp(keys_)).value();
    SeededRandom random(1);
    std::vector<loyalty::Order> orders;
    for (int i = 0; i < customers; ++i)
      orders.push_back({"test", id(i), id(i), {100, find_currency("USD").value()}, {1}});
    write([&](store::Session& s) {
      loyalty::post_orders(s, "default", *policies, orders, system_clock(), random);
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
  static Answer search(const std::string& api, const std::string& number) {
    return curl(api + "/api/v1/customers/search", {"-H", "Authorization: Bearer " + admin_token,
                                                   "-d", R"({"phone": ")" + number + "\"}"});
  }
  bool finds(int i) const {
    return search(api_, phone(i)).body.find("\"" + id(i) + "\"") != std::string::npos;
  }
  int put(int i, const std::string& number) const {
    return ask("PUT", "/api/v1/customers/" + id(i) + "/contact", R"({"phone": ")" + number + "\"}")
        .status;
  }
  /// What `keys status` says of a key; empty when it knows none.
  std::string state_of(const std::string& key) {
    const auto now = said({"keys", "status"});
    for (const auto& one : now.at("keys").as_array())
      if (one.at("id").as_string() == key) return std::string(one.at("state").as_string());
    return "";
  }

  const std::string keys_ = folder_.path("keys");
};
PATCHBAY_ON_BOTH_STORES(Rotation);

TEST_P(Rotation, goes_on_under_load_and_ends_with_the_old_key_retired) {
  serve();
  EXPECT_TRUE(finds(7));
  // Half of the customers change their phones again and again while everything is sealed anew.
  std::atomic<bool> stopping = false;
  std::atomic<int> changes = 0, failures = 0;
  std::thread load([&] {
    for (int i = 0; !stopping; i = (i + 2) % customers) {
      if (put(i, phone(i)) != 200) ++failures;
      if (!finds(i)) ++failures;
      ++changes;
    }
  });
  EXPECT_TRUE(wait_until([&] { return changes > 3; }));
  const auto rotated = command({"keys", "rotate", "--per-second", "100", "--reason", "yearly"});
  EXPECT_EQ(rotated.code, 0) << rotated.error;
  EXPECT_EQ(command({"keys", "retire", "k1"}).code, 1) << "it is in use still";
  EXPECT_TRUE(wait_until([&] { return state_of("k1") == "may be retired"; }))
      << command({"keys", "status"}).output;
  const int before = changes;
  EXPECT_TRUE(wait_until([&] { return changes > before + 3; })) << "the load goes on";
  stopping = true;
  load.join();
  EXPECT_EQ(failures, 0);
  const auto retired = command({"keys", "retire", "k1"});
  EXPECT_EQ(retired.code, 0) << retired.error;
  EXPECT_EQ(slurp(keys_).find("k1 "), std::string::npos);
  for (int i = 0; i < customers; i += 37) EXPECT_TRUE(finds(i)) << i;
  stop();
  serve();
  EXPECT_TRUE(finds(7));
  stop();
  environment_["PATCHBAY_KEY_FILE"] = folder_.path("keys.old");
  const auto old = command({"serve"});
  EXPECT_EQ(old.code, 1);
  EXPECT_NE(old.error.find("the key ring lacks key \"k2\""), std::string::npos) << old.error;
}

TEST_P(Rotation, a_hub_that_gets_the_new_ring_later_never_answers_wrongly) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "hubs share PostgreSQL only";
  serve();
  auto environment = environment_;
  environment["PATCHBAY_KEY_FILE"] = folder_.path("keys.old");
  Process late({patchbay_binary(), "serve"}, environment);
  const std::string late_api = serving_at(late);
  ASSERT_FALSE(late_api.empty()) << late.standard_error();
  ASSERT_EQ(command({"keys", "rotate"}).code, 0);
  EXPECT_TRUE(wait_until([&] { return put(5, "+61 999 888 777") == 200; }));
  const auto stale = search(late_api, "+61 999 888 777");
  EXPECT_EQ(stale.status, 503) << stale.body;
  EXPECT_NE(command({"keys", "retire", "k1"}).code, 0);
  // The file comes to the other machine.
  std::filesystem::copy_file(keys_, folder_.path("keys.old"),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(wait_until([&] { return search(late_api, phone(6)).status == 200; }));
  EXPECT_TRUE(wait_until([&] { return state_of("k1") == "may be retired"; }))
      << command({"keys", "status"}).output;
  stop_in_good_order(late);
}

TEST_P(Rotation, a_ring_that_a_command_gives_is_read_again_at_SIGHUP) {
  environment_.erase("PATCHBAY_KEY_FILE");
  environment_["PATCHBAY_SECURITY_KEY_COMMAND"] = "/bin/cat " + keys_;
  serve();
  EXPECT_TRUE(finds(7));
  const auto refused = command({"keys", "rotate"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.error.find("send the hubs SIGHUP"), std::string::npos) << refused.error;

  const auto newest = folder_.path("keys.new");
  ASSERT_EQ(command({"keys", "generate", "--id", "k2", "--file", newest}).code, 0);
  std::ofstream(keys_, std::ios::app) << slurp(newest);
  hub_->signal(SIGHUP);
  const auto resealed = command({"keys", "reseal"});
  EXPECT_EQ(resealed.code, 0) << resealed.error;
  EXPECT_TRUE(wait_until([&] { return state_of("k1") == "may be retired"; }))
      << command({"keys", "status"}).output;
  EXPECT_TRUE(finds(7));
}

}  // namespace
}  // namespace patchbay::test
