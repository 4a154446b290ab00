// Clean days in the real program: told, looked at by the schedule of the policy, claimed by the
// customer with a credential of their own.

#include <algorithm>

#include "hub/http/json.h"
#include "tests/integration/hub_test.h"
#include "tests/support/wait.h"

namespace patchbay::test {
namespace {

class ProgressServe : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    environment_["PATCHBAY_PATHS_POLICIES"] = source_folder() + "/policies/recovery";
    serve();
  }
  boost::json::value tell(const std::string& customer, const std::string& event, int days_ago) {
    const auto on = system_clock().now() - std::chrono::hours(24 * days_ago);
    const auto answer = ask("POST", "/api/v1/customers/" + customer + "/progress",
                            R"({"event": ")" + event + R"(", "on": ")" +
                                to_rfc3339(on).substr(0, 10) + R"(", "time_zone": "UTC"})",
                            {"-H", "Idempotency-Key: " + customer + event});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return parse_json(answer.body).value();
  }
  std::vector<std::string> credential_of(const std::string& customer) {
    const auto answer = ask("POST", "/api/v1/customers/" + customer + "/credentials", "{}");
    EXPECT_EQ(answer.status, 201) << answer.body;
    const auto secret = parse_json(answer.body).value().at("secret").as_string();
    return {"-H", "Authorization: Bearer " + std::string(secret)};
  }
  /// A request of a customer.
  Answer as(std::vector<std::string> credential, const std::string& method, const std::string& path,
            const std::string& body = "") {
    credential.insert(credential.end(), {"-X", method});
    if (!body.empty()) credential.insert(credential.end(), {"--data-binary", body});
    return curl(api_ + path, credential);
  }
};
PATCHBAY_ON_BOTH_STORES(ProgressServe);

TEST_P(ProgressServe, a_year_is_given_once_looked_at_by_staff_and_claimed) {
  const auto told = tell("ann", "start", 400);
  EXPECT_EQ(told.at("days"), 400);
  EXPECT_EQ(told.at("checked"), true);
  std::string year;
  for (const auto& reward : told.at("new_rewards").as_array()) {
    if (reward.at("milestone") != "year_1") continue;
    EXPECT_EQ(reward.at("state"), "held") << "nobody has verified who ann is";
    year = reward.at("reward").as_string();
  }
  ASSERT_FALSE(year.empty()) << boost::json::serialize(told);

  const auto ann = credential_of("ann");
  const std::string claim = "/api/rewards/" + year + "/claim";
  EXPECT_EQ(as(ann, "POST", claim, R"({"partnerId": "coles"})").status, 409);
  EXPECT_EQ(as(ann, "POST", "/api/v1/rewards/" + year + "/release").status, 403);
  EXPECT_EQ(ask("POST", "/api/v1/rewards/" + year + "/release", R"({"reason": "she came by"})",
                {"-H", "Idempotency-Key: release"})
                .status,
            200);
  const auto claimed = as(ann, "POST", claim, R"({"partnerId": "coles"})");
  EXPECT_EQ(claimed.status, 200) << claimed.body;
  EXPECT_EQ(as(ann, "POST", claim, R"({"partnerId": "coles"})").status, 409);

  tell("bob", "start", 1);
  const auto bob = credential_of("bob");
  EXPECT_EQ(parse_json(as(bob, "GET", "/api/rewards").body).value().at("total"), 0);
  EXPECT_EQ(as(bob, "GET", "/api/v1/customers/ann/progress").status, 404);
  EXPECT_EQ(as(bob, "GET", "/api/v1/rewards").status, 403);
  EXPECT_EQ(as(ann, "GET", "/api/v1/customers/ann/progress").status, 200);
}

TEST_P(ProgressServe, the_schedule_of_the_policy_looks_at_everybody) {
  const auto told = tell("ann", "start", 40);
  ASSERT_EQ(told.at("new_rewards").as_array().size(), 1U);
  const auto schedule = ask("GET", "/api/v1/schedules/milestones");
  ASSERT_EQ(schedule.status, 200) << schedule.body;
  EXPECT_EQ(parse_json(schedule.body).value().at("origin"), "policy");
  EXPECT_EQ(ask("DELETE", "/api/v1/schedules/milestones").status, 409)
      << "it is changed in the policy";
  EXPECT_EQ(ask("POST", "/api/v1/schedules/milestones/run", "{}", {"-H", "Idempotency-Key: run-1"})
                    .status /
                100,
            2);
  EXPECT_TRUE(wait_until([&] {
    const auto runs = ask("GET", "/api/v1/schedules/milestones/runs");
    const auto all = parse_json(runs.body).value().at("runs").as_array();
    return std::any_of(all.begin(), all.end(),
                       [](const auto& one) { return one.at("outcome") == "succeeded"; });
  }));
  const auto rewards = parse_json(ask("GET", "/api/v1/rewards?customer=ann").body).value();
  EXPECT_EQ(rewards.at("rewards").as_array().size(), 1U) << "nothing is given twice";
}

}  // namespace
}  // namespace patchbay::test
