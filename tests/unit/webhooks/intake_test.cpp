#include "webhooks/intake.h"

#include <boost/json/serialize.hpp>

#include "hub/base/random.h"
#include "hub/crypto/mac.h"
#include "hub/http/loops.h"
#include "tests/unit/webhooks/inbox_support.h"

namespace patchbay::webhooks {
namespace {

using namespace test;

const std::string hook_secret = "It's a Secret to Everybody";

class IntakeTest : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    if (IsSkipped()) return;
    loops_ = http::start_loops(1);
    const auto verifier = [](const char* preset, const std::string& secret) {
      const Secret one(secret);
      return Verifier::make(parse_scheme(boost::json::string(preset)).value(), {&one, 1}).value();
    };
    intake_ = make_intake({store(),
                           programme,
                           clock_,
                           [] { return std::string("https://hub.example"); },
                           {{"octo", verifier("github", hook_secret)},
                            {"talk", verifier("slack", hook_secret)},
                            {"pay", verifier("square", hook_secret)}}});
  }
  void TearDown() override {
    intake_.reset();
    if (loops_) loops_->stop();
    if (!IsSkipped()) close();  // its threads still know the loops
    loops_.reset();
    InboxTest::TearDown();
  }

  static http::Request signed_request(const std::string& id, const std::string& body) {
    const crypto::MacKey key(crypto::MacHash::sha256, hook_secret);
    const std::vector<std::string_view> parts{body};
    http::Request request;
    request.method = "POST";
    request.target = "/webhooks/octo";
    request.address = "203.0.113.7";
    request.body = body;
    request.headers.add("Content-Type", "application/json");
    request.headers.add("x-hub-signature-256",
                        "sha256=" + crypto::to_hex(crypto::bytes_of(key.code(parts))));
    if (!id.empty()) request.headers.add("X-GITHUB-DELIVERY", id);
    return request;
  }
  http::Response send(const std::string& partner, const http::Request& request) {
    return run_on(loops_->at(0), intake_->receive(partner, request));
  }

  std::unique_ptr<http::Loops> loops_;
  std::unique_ptr<Intake> intake_;
};
PATCHBAY_ON_BOTH_STORES(IntakeTest);

TEST_P(IntakeTest, is_kept_before_it_is_answered_and_a_repeat_is_answered_alike) {
  for (int i = 0; i < 3; ++i) {
    const auto answer = send("octo", signed_request("d1", R"({"a":1})"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(count("inbound_events"), 1);
  }
  EXPECT_EQ(all().at(0).repeats, 2);
  EXPECT_EQ(claim().size(), 1u);
  const auto counts = intake_->counts().at("octo");
  EXPECT_EQ(counts.accepted, 1u);
  EXPECT_EQ(counts.repeated, 2u);
  EXPECT_EQ(counts.refused, 0u);
}

TEST_P(IntakeTest, many_at_once_share_commits) {
  std::vector<std::future<http::Response>> answers;
  for (int i = 0; i < 200; ++i)
    answers.push_back(boost::asio::co_spawn(
        loops_->at(0),
        intake_->receive("octo", signed_request("d" + std::to_string(i % 150), "{}")),
        boost::asio::use_future));
  for (auto& answer : answers) EXPECT_EQ(answer.get().status, 200);
  EXPECT_EQ(count("inbound_events"), 150);
  EXPECT_LT(count("audit"), 100);
}

TEST_P(IntakeTest, an_unknown_partner_looks_like_one_without_webhooks) {
  const auto request = signed_request("d1", "{}");
  const auto answer = send("nobody", request);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(send("coles", request).body, answer.body);
}

TEST_P(IntakeTest, what_proves_nothing_is_answered_401_without_a_reason) {
  auto wrong = signed_request("d1", "{}");
  wrong.body = "{ }";
  auto missing = signed_request("d1", "{}");
  missing.headers = {};
  const auto first = send("octo", wrong);
  EXPECT_EQ(first.status, 401);
  EXPECT_EQ(send("octo", missing).body, first.body);
  EXPECT_EQ(first.body.find("sign"), std::string::npos);
  EXPECT_EQ(count("inbound_events"), 0);
  EXPECT_EQ(intake_->counts().at("octo").refused, 2u);
}

TEST_P(IntakeTest, a_proven_webhook_without_a_key_is_told_which_is_missing) {
  const auto answer = send("octo", signed_request("", "{}"));
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("X-GitHub-Delivery"), std::string::npos);
  EXPECT_EQ(count("inbound_events"), 0);
}

TEST_P(IntakeTest, repeated_refusals_raise_one_alert_an_hour) {
  auto wrong = signed_request("d1", "{}");
  wrong.body = "{ }";
  for (int i = 0; i < 19; ++i) send("octo", wrong);
  EXPECT_EQ(count("events"), 0);
  send("octo", wrong);
  EXPECT_EQ(count("events WHERE type = 'alert.raised'"), 1);
  for (int i = 0; i < 40; ++i) send("octo", wrong);
  EXPECT_EQ(count("events"), 1);
  clock_.advance(std::chrono::hours(1));
  for (int i = 0; i < 20; ++i) send("octo", wrong);
  EXPECT_EQ(count("events"), 2);
}

TEST_P(IntakeTest, refusals_that_are_far_apart_are_no_pattern) {
  auto wrong = signed_request("d1", "{}");
  wrong.body = "{ }";
  for (int i = 0; i < 40; ++i) {
    send("octo", wrong);
    clock_.advance(std::chrono::minutes(1));
  }
  EXPECT_EQ(count("events"), 0);
}

TEST_P(IntakeTest, a_challenge_is_answered_at_once) {
  const std::string body = R"({"type":"url_verification","challenge":"abc","token":"x"})";
  const std::string time = std::to_string(clock_.now().seconds());
  const crypto::MacKey key(crypto::MacHash::sha256, hook_secret);
  const std::vector<std::string_view> parts{"v0:", time, ":", body};
  http::Request request;
  request.method = "POST";
  request.target = "/webhooks/talk";
  request.body = body;
  request.headers.add("X-Slack-Request-Timestamp", time);
  request.headers.add("X-Slack-Signature",
                      "v0=" + crypto::to_hex(crypto::bytes_of(key.code(parts))));
  const auto answer = send("talk", request);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "abc");
  EXPECT_EQ(count("inbound_events"), 0);
}

TEST_P(IntakeTest, the_address_that_is_signed_is_the_public_one_with_its_query) {
  const std::string body = R"({"event_id":"e1"})";
  const crypto::MacKey key(crypto::MacHash::sha256, hook_secret);
  const std::vector<std::string_view> parts{"https://hub.example/webhooks/pay?a=b", body};
  http::Request request;
  request.method = "POST";
  request.target = "/webhooks/pay?a=b";
  request.body = body;
  request.headers.add("x-square-hmacsha256-signature",
                      crypto::to_base64(crypto::bytes_of(key.code(parts))));
  EXPECT_EQ(send("pay", request).status, 200);
  request.target = "/webhooks/pay?a=c";
  EXPECT_EQ(send("pay", request).status, 401);
}

TEST_P(IntakeTest, any_bytes_in_any_place_are_answered) {
  SeededRandom random(7);
  const auto bytes = [&](std::size_t most) {
    std::string text(random.below(most + 1), '\0');
    for (char& c : text) c = static_cast<char>(random.below(256));
    return text;
  };
  for (int i = 0; i < 300; ++i) {
    const std::string body = bytes(300);
    auto request = signed_request("d" + std::to_string(i), body);
    EXPECT_EQ(send("octo", request).status, 200);
    EXPECT_EQ(text("SELECT dedup_key FROM inbound_events ORDER BY sequence DESC LIMIT 1"),
              "d" + std::to_string(i));
    request.headers.set("X-GitHub-Delivery", "id" + bytes(300));
    request.headers.set("X-GitHub-Event", bytes(300));
    EXPECT_EQ(send("octo", request).status, 200);
    request.headers.set("X-Hub-Signature-256", bytes(80));
    EXPECT_EQ(send("octo", request).status, 401);
  }
}

}  // namespace
}  // namespace patchbay::webhooks
