#include "hub/app/first_policy.h"

#include <barrier>
#include <fstream>
#include <thread>

#include "hub/access/audit.h"
#include "hub/policy/versions.h"
#include "tests/support/stores.h"
#include "tests/unit/loyalty/fake_partner.h"

namespace patchbay::app {
namespace {

class FirstPolicyTest : public StoreTest {
 protected:
  Result<void> begin(const std::string& folder) {
    return begin_policies(store(), *policies_, "o", folder, registry_, clock_);
  }
  std::string active() {
    return read([&](store::Session& s) {
      return policy::active_version(s, "o", clock_.now()).value_or("");
    });
  }
  /// A folder with the rules of the example and one more file.
  std::string with(const std::string& name, const std::string& text) {
    const auto folder = folder_.path() / "policies";
    std::filesystem::copy("examples/policies", folder);
    std::ofstream(folder / name) << text;
    return folder.string();
  }
  void install(const std::string& id, const std::string& kind) {
    adapters::Manifest manifest;
    manifest.id = id;
    manifest.kind = kind;
    adapters::Partner partner;
    partner.id = id;
    partner.plug = std::make_shared<loyalty::test::FakePlug>(manifest);
    registry_.add(std::move(partner)).value();
  }

  TemporaryFolder folder_;
  std::unique_ptr<policy::PolicyBook> policies_ = policy::make_policy_book();
  adapters::Registry registry_;
  ManualClock clock_{Timestamp{1'700'000'000'000'000}};
};
PATCHBAY_ON_BOTH_STORES(FirstPolicyTest);

TEST_P(FirstPolicyTest, a_new_programme_begins_with_the_folder_and_never_reads_it_again) {
  const auto begun = begin("examples/policies");
  ASSERT_TRUE(begun) << begun.error().message;
  const auto rules = policy::Policy::load("examples/policies").value();
  EXPECT_EQ(active(), rules.hash());
  const auto history = read([](store::Session& s) { return policy::activation_history(s, "o"); });
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].actor, "hub");
  EXPECT_EQ(history[0].reason, "first start");
  const auto entries = read([](store::Session& s) {
    return access::list_audit(s, "o", 0, 10, {.action = "policy.activate"});
  });
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].actor, "hub");
  EXPECT_EQ(entries[0].subject, "policy:" + rules.hash());
  clock_.advance(std::chrono::hours(1));
  EXPECT_TRUE(begin("no/such/folder"));
  EXPECT_EQ(active(), rules.hash());
}

TEST_P(FirstPolicyTest, rules_that_fail_their_tests_are_not_activated) {
  const auto refused = begin(with("wrong_test.lua", R"(test { name = "too much",
    facts = { occasion = "order", amount_minor = 100 },
    expect = { { effect = "earn", rule = "earn", points = 2 } } })"));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("too much"), std::string::npos);
  EXPECT_NE(refused.error().message.find("wrong_test.lua:1"), std::string::npos)
      << refused.error().message;
  EXPECT_EQ(active(), "");
}

TEST_P(FirstPolicyTest, rules_without_a_test_are_not_activated) {
  const std::string folder = with("more_test.lua", "");
  std::filesystem::remove(std::filesystem::path(folder) / "demo_test.lua");
  const auto refused = begin(folder);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  EXPECT_NE(refused.error().message.find("it has no test"), std::string::npos)
      << refused.error().message;
  EXPECT_EQ(active(), "");
}

TEST_P(FirstPolicyTest, of_hubs_that_begin_at_once_one_does) {
  const std::vector<std::string> folders{"examples/policies", with("more.lua", "-- others\n")};
  std::barrier together(2);
  std::vector<std::thread> hubs;
  for (const auto& folder : folders)
    hubs.emplace_back([&] {
      together.arrive_and_wait();
      EXPECT_TRUE(begin(folder));
    });
  for (auto& hub : hubs) hub.join();
  const auto begun = active();
  for (const auto& folder : folders) EXPECT_TRUE(begin(folder));
  EXPECT_EQ(active(), begun);
  EXPECT_EQ(read([](store::Session& s) { return policy::activation_history(s, "o"); }).size(), 1u);
}

TEST_P(FirstPolicyTest, a_folder_that_does_not_load_is_refused_with_file_and_line) {
  const auto refused = begin(with("broken.lua", "tier { id = \n"));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("broken.lua:"), std::string::npos);
  EXPECT_EQ(begin("no/such/folder").error().kind, ErrorKind::not_found);
}

TEST_P(FirstPolicyTest, a_partner_of_a_kind_that_cannot_give_the_reward_is_refused) {
  install("woolworths", "utility");
  const auto refused = begin("examples/policies");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("woolworths"), std::string::npos);
  EXPECT_EQ(active(), "");
}

TEST_P(FirstPolicyTest, an_active_version_that_does_not_load_refuses_the_start) {
  ASSERT_TRUE(begin("examples/policies"));
  write([](store::Session& s) { store::execute(s, "UPDATE policy_files SET text = ''"); });
  policies_ = policy::make_policy_book();
  const auto refused = begin("examples/policies");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace patchbay::app
