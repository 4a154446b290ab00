#include <atomic>
#include <thread>

#include "tests/support/run_on.h"
#include "tests/unit/api/support.h"

namespace patchbay::api {
namespace {

class RewardActionsTest : public test::ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    if (IsSkipped()) return;
    order("ann", 50'000);
    const auto rewards = ask_json("/api/v1/rewards");
    id_ = rewards.at("rewards").at(0).at("id").as_string();
  }
  std::string path(const std::string& end = "") const { return "/api/v1/rewards/" + id_ + end; }
  void set_state(const std::string& state) {
    write([&](store::Session& s) {
      store::execute(s, "UPDATE rewards SET state = :state", {{"state", state}});
    });
  }
  std::int64_t audited(const std::string& action) {
    return *read([&](store::Session& s) {
      return store::query_value<std::int64_t>(
          s, "SELECT COUNT(*) FROM audit WHERE action = :action", {{"action", action}});
    });
  }
  std::string id_;
};
PATCHBAY_ON_BOTH_STORES(RewardActionsTest);

TEST_P(RewardActionsTest, a_reward_is_shown_with_its_history) {
  change("POST", path("/cancel"), R"({"reason": "moved away"})", "k1");
  const auto shown = ask_json(path());
  const auto& reward = shown.at("reward").as_object();
  EXPECT_EQ(reward.at("id"), boost::json::string(id_));
  EXPECT_EQ(reward.at("state"), "cancelled");
  EXPECT_EQ(reward.at("message"), "Your reward was cancelled.");
  EXPECT_EQ(reward.at("eligible_partners").as_array().size(), 2U);
  ASSERT_EQ(shown.at("history").as_array().size(), 1U);
  EXPECT_EQ(shown.at("history").at(0).at("actor"), "api:admin");
  EXPECT_EQ(shown.at("history").at(0).at("reason"), "moved away");
  for (const char* id : {"rwd_none", "%00", "%FF"})
    EXPECT_EQ(ask("GET", std::string("/api/v1/rewards/") + id).status, 404) << id;
}

TEST_P(RewardActionsTest, actions_want_a_key_and_a_sound_body) {
  EXPECT_EQ(change("POST", path("/cancel"), R"({"reason": "x"})").status, 400) << "no key";
  int key = 0;
  for (const char* body : {"", "{}", "[]", R"({"reason": ""})", R"({"reason": 5})", "{",
                           R"({"reason": "x", "by": "me"})"}) {
    const auto answer = change("POST", path("/cancel"), body, "a" + std::to_string(++key));
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_NE(detail_of(answer).find("body"), std::string::npos) << detail_of(answer);
  }
  EXPECT_EQ(change("POST", path("/redeem"), R"({"reason": "x"})", "k9").status, 400);
  EXPECT_EQ(ask_json(path()).at("reward").at("state"), "pending");
  EXPECT_EQ(audited("reward.cancel"), 0);
}

TEST_P(RewardActionsTest, a_redemption_counts_once_and_is_replayed) {
  EXPECT_EQ(change("POST", path("/redeem"), "", "k0").status, 409) << "it is pending";
  set_state("issued");
  const auto first = change("POST", path("/redeem"), "", "k1");
  EXPECT_EQ(first.status, 200);
  const auto repeat = change("POST", path("/redeem"), "", "k1");
  EXPECT_EQ(repeat.body, first.body);
  EXPECT_EQ(repeat.headers.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(change("POST", path("/redeem"), "", "k2").status, 409) << "for ever, not for a window";
  EXPECT_EQ(audited("reward.redeem"), 1);
}

TEST_P(RewardActionsTest, a_choice_is_one_of_the_eligible_partners) {
  set_state("awaiting_choice");
  const auto wrong = change("POST", path("/choose"), R"({"partner": "agl"})", "k1");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_NE(detail_of(wrong).find("woolworths, coles"), std::string::npos);
  EXPECT_EQ(change("POST", path("/choose"), R"({"partner": "coles"})", "k2").status, 200);
  const auto reward = ask_json(path()).at("reward").as_object();
  EXPECT_EQ(reward.at("state"), "pending");
  EXPECT_EQ(reward.at("partner"), "coles");
  EXPECT_EQ(change("POST", path("/choose"), R"({"partner": "coles"})", "k3").status, 409);
}

TEST_P(RewardActionsTest, of_many_redemptions_at_once_one_counts) {
  set_state("issued");
  std::atomic<int> counted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([this, &counted, i] {
      http::Request request;
      request.method = "POST";
      request.target = path("/redeem");
      request.headers.add("Authorization", "Bearer " + test::token);
      request.headers.add("Idempotency-Key", "key-" + std::to_string(i));
      const auto response = run_on(loops_->at(0), handler_(request));
      counted += response.status == 200 ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(counted, 1);
  EXPECT_EQ(audited("reward.redeem"), 1);
}

}  // namespace
}  // namespace patchbay::api
