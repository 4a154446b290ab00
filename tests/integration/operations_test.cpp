// The operator's switches, by command and by API, on a real hub with jobs, on both stores.

#include <gtest/gtest.h>

#include "hub/jobs/queue.h"
#include "tests/integration/hub_test.h"
#include "tests/support/wait.h"

namespace patchbay::test {
namespace {

class Operations : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (!IsSkipped()) serve();
  }

  boost::json::array listed(const std::vector<std::string>& words) const {
    return said(words).as_array();
  }
  /// What the audit says of switches; the start of a hub leaves rows of its own.
  boost::json::array audit_of_switches() {
    boost::json::array found;
    for (auto& entry : listed({"audit", "list"}))
      if (entry.at("action").as_string().starts_with("switch.")) found.push_back(entry);
    return found;
  }
  /// Jobs that end as dead letters as soon as they are run: nothing is behind them.
  void put(const std::string& kind, const std::string& key, const std::string& partner = "") {
    write([&](store::Session& s) {
      const std::vector<jobs::NewJob> one{{"default", kind, key, "{}", partner, {0}}};
      jobs::enqueue(s, one, system_clock().now());
    });
  }
  bool is_over(const std::string& kind, const std::string& key) {
    return read([&](store::Session& s) { return jobs::is_at_end(s, "default", kind, key); });
  }
  bool ends(const std::string& kind, const std::string& key) {
    return wait_until([&] { return is_over(kind, key); });
  }
  /// Whether a job runs only once `resume` was called, while another one runs before. Each look at
  /// the queue sees both, so a switch that does not hold lets the first one go.
  void held_until(const std::string& kind, const std::string& partner,
                  const std::function<void()>& resume) {
    put(kind, "held", partner);
    for (int i = 0; i < 5; ++i) {
      put("webhook.deliver", "passes" + std::to_string(i));
      EXPECT_TRUE(ends("webhook.deliver", "passes" + std::to_string(i)));
    }
    EXPECT_FALSE(is_over(kind, "held"));
    resume();
    EXPECT_TRUE(ends(kind, "held"));
  }
};
PATCHBAY_ON_BOTH_STORES(Operations);

TEST_P(Operations, a_queue_is_stopped_by_command_and_let_go_by_api) {
  command({"switch", "stop", "queue", "reward.issue", "--reason", "look first"});
  ASSERT_EQ(listed({"switch", "list"}).size(), 1U);
  ASSERT_TRUE(wait_until(
      [&] { return ask("GET", "/api/v1/switches").body.find("look first") != std::string::npos; }));
  held_until("reward.issue", "",
             [&] { EXPECT_EQ(ask("DELETE", "/api/v1/switches/queue/reward.issue").status, 204); });
  const auto audit = audit_of_switches();
  ASSERT_EQ(audit.size(), 2U);
  EXPECT_EQ(audit[0].at("actor"), "api:admin");
  EXPECT_TRUE(audit[1].at("actor").as_string().starts_with("cli:"));
  EXPECT_EQ(audit[1].at("reason"), "look first");
}

TEST_P(Operations, a_partner_is_stopped_and_nothing_of_it_fails) {
  command({"switch", "stop", "partner", "acme", "--reason", "they asked us to"});
  ASSERT_TRUE(wait_until([&] {
    return ask("GET", "/api/v1/switches").body.find("they asked us to") != std::string::npos;
  }));
  held_until("reward.issue", "acme", [&] { command({"switch", "resume", "partner", "acme"}); });
  EXPECT_TRUE(listed({"switch", "list"}).empty());
}

TEST_P(Operations, a_hub_is_drained_and_resumed) {
  const auto hubs = listed({"hub", "list"});
  ASSERT_EQ(hubs.size(), 1U);
  EXPECT_EQ(hubs[0].at("state"), "running");
  EXPECT_EQ(std::string(hubs[0].at("url").as_string()), api_);
  const std::string id(hubs[0].at("id").as_string());
  command({"hub", "drain", id, "--reason", "new kernel"});
  ASSERT_TRUE(wait_until([&] { return curl(api_ + "/readyz").status == 503; }));
  EXPECT_NE(curl(api_ + "/readyz").body.find("draining"), std::string::npos);
  EXPECT_EQ(curl(api_ + "/healthz").status, 200);
  EXPECT_EQ(listed({"hub", "list"})[0].at("state"), "draining");
  put("webhook.deliver", "waits");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ask("GET", "/api/v1/rewards").status, 200);
  EXPECT_FALSE(is_over("webhook.deliver", "waits"));
  EXPECT_EQ(ask("POST", "/api/v1/hubs/" + id + "/resume").status, 200);
  EXPECT_TRUE(ends("webhook.deliver", "waits"));
  EXPECT_TRUE(wait_until([&] { return curl(api_ + "/readyz").status == 200; }));
  const auto none = command({"hub", "drain", "hub_none", "--reason", "x"});
  EXPECT_EQ(none.code, 1);
  EXPECT_NE(none.error.find("there is no hub"), std::string::npos) << none.error;
}

TEST_P(Operations, read_only_mode_changes_nothing_and_answers_reads) {
  EXPECT_EQ(ask("PUT", "/api/v1/switches/read_only", R"({"reason":"upgrade"})").status, 200);
  const std::string path = "/api/v1/dead-letters/redrive";
  Answer refused;
  ASSERT_TRUE(wait_until([&] {
    refused = ask("POST", path, R"({"reason":"x"})", {"-H", "Idempotency-Key: k"});
    return refused.status == 503;
  })) << refused.body;
  EXPECT_EQ(refused.headers["retry-after"], "30");
  EXPECT_EQ(ask("GET", "/api/v1/rewards").status, 200);
  put("webhook.deliver", "waits");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ask("GET", "/api/v1/rewards").status, 200);
  EXPECT_FALSE(is_over("webhook.deliver", "waits"));
  command({"switch", "read-only", "off"});
  EXPECT_TRUE(ends("webhook.deliver", "waits"));
}

TEST_P(Operations, a_repeated_change_is_made_once) {
  const std::string path = "/api/v1/switches/queue/reward.issue";
  const std::string body = R"({"reason":"look first"})";
  const std::vector<std::string> key{"-H", "Idempotency-Key: \"8e03978e\""};
  const auto first = ask("PUT", path, body, key);
  auto again = ask("PUT", path, body, key);
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.headers["idempotency-replayed"], "true");
  EXPECT_EQ(ask("PUT", path, R"({"reason":"other"})", key).status, 422);
  EXPECT_EQ(audit_of_switches().size(), 1U);
}

TEST_P(Operations, a_hub_that_was_stopped_is_listed_as_stopped) {
  stop();
  EXPECT_EQ(listed({"hub", "list"}).at(0).at("state"), "stopped");
}

}  // namespace
}  // namespace patchbay::test
