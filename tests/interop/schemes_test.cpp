// Webhooks as the partners' own libraries sign them (npm), verified by our schemes; and GitHub's
// documented events, in by their signature and out again byte for byte.

#include <mutex>

#include "hub/crypto/digest.h"
#include "hub/http/server.h"
#include "hub/jobs/leases.h"
#include "tests/interop/node_test.h"
#include "webhooks/delivery.h"
#include "webhooks/endpoints.h"
#include "webhooks/fan_out.h"
#include "webhooks/inbox.h"
#include "webhooks/intake.h"

namespace patchbay::test {
namespace {

using webhooks::Accepted;
using webhooks::Verifier;

const std::string address = "https://hub.example/webhooks/acme";
const std::string whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

Verifier verifier_of(const std::string& preset, const std::string& secret) {
  const Secret one(secret);
  return Verifier::make(webhooks::parse_scheme(boost::json::string(preset)).value(), {&one, 1})
      .value();
}

class SchemesInterop : public NodeTest {
 protected:
  static void SetUpTestSuite() { start("signer.mjs", "@octokit/webhooks-methods"); }
  void TearDown() override {
    intake_.reset();
    deliverer_ = {};
    receiver_.reset();
    NodeTest::TearDown();
  }

  /// As a library of that name signs the body.
  http::Headers sign(const std::string& library, const std::string& secret, const std::string& body,
                     const boost::json::object& params = {}) {
    const boost::json::object wish{
        {"signer", library}, {"secret", secret},
        {"id", "d-1"},       {"url", address},
        {"params", params},  {"body", crypto::to_base64(crypto::bytes_of(body))}};
    const auto answer = ask("POST", "/", boost::json::serialize(wish));
    EXPECT_EQ(answer.status, 200) << answer.body;
    http::Headers headers;
    const auto signed_by_library = boost::json::parse(answer.body);
    for (const auto& header : signed_by_library.as_object())
      headers.add(std::string(header.key()), std::string(header.value().as_string()));
    return headers;
  }
  static std::string key_of(const Verifier& verifier, const http::Headers& headers,
                            const std::string& body, const std::string& url = address) {
    const auto found = verifier.verify({"POST", url, headers, body, system_clock().now()});
    return std::holds_alternative<Accepted>(found) ? std::get<Accepted>(found).dedup : "";
  }

  /// An endpoint that gets webhooks as they came, and who it is.
  void relay_to_receiver() {
    receiver_ =
        http::start_server(*loops_, {}, [this](http::Request request) -> Async<http::Response> {
          const std::lock_guard lock(mutex_);
          relayed_.push_back(std::move(request));
          http::Response fine;
          co_return fine;
        }).value();
    webhooks::EndpointDraft draft;
    draft.url = receiver_->url() + "/";
    draft.event_types = "webhook.received";
    draft.delivery.raw = true;
    write([&](store::Session& session) {
      const webhooks::AddressGuard guard(http::Networks::parse_list("127.0.0.0/8").value());
      create_endpoint(session, "org", draft, keys_, guard, system_clock().now()).value();
    });
    deliverer_ = webhooks::make_deliverer(
        {store(), keys_, [this]() -> http::Client& { return *client_; }, system_clock(), random_});
  }
  void deliver_all() {
    for (;;) {
      const auto jobs = write([&](store::Session& session) {
        webhooks::fan_out(session, subscriptions_, 100, system_clock().now());
        return jobs::claim_kind(session, webhooks::deliver_kind, 50, "test",
                                std::chrono::seconds(30));
      });
      if (jobs.empty()) return;
      for (const auto& job : jobs) {
        const auto end = run(deliverer_.handler(job));
        ASSERT_TRUE(std::holds_alternative<jobs::Done>(end));
        write([&](store::Session& session) {
          const jobs::Finished finished{job.id, job.lease, end};
          jobs::finish(session, {&finished, 1});
        });
      }
    }
  }

  SeededRandom random_{1};
  std::unique_ptr<webhooks::Intake> intake_;
  std::unique_ptr<http::Server> receiver_;
  std::mutex mutex_;
  std::vector<http::Request> relayed_;
  webhooks::Deliverer deliverer_;
  webhooks::Subscriptions subscriptions_;
};
PATCHBAY_ON_BOTH_STORES(SchemesInterop);

TEST_P(SchemesInterop, what_the_libraries_sign_is_accepted) {
  const std::string body = "{\"id\":\"evt_1\",\"type\":\"a\",\"note\":\"caf\xc3\xa9 \\n\"}";
  const std::vector<std::tuple<std::string, std::string, std::string, std::string>> cases{
      {"octokit", "github", "It's a secret", "d-1"},
      {"standardwebhooks", "standard", whsec, "d-1"},
      {"svix", "standard", whsec, "d-1"},
      {"stripe", "stripe", "whsec_test", "evt_1"}};
  for (const auto& [library, preset, secret, key] : cases) {
    const auto headers = sign(library, secret, body);
    EXPECT_EQ(key_of(verifier_of(preset, secret), headers, body), key) << library;
    EXPECT_EQ(key_of(verifier_of(preset, secret), headers, body + " "), "") << library;
    const std::string other = preset == "standard" ? "whsec_" + std::string(32, 'A') : "other";
    EXPECT_EQ(key_of(verifier_of(preset, other), headers, body), "") << library;
  }
}

TEST_P(SchemesInterop, what_twilio_signs_is_accepted) {
  const auto verifier = verifier_of("twilio", "12345");
  const std::string form = "To=%2B18005551212&Body=caf%C3%A9+%26+tea&Digits=1234&Empty=";
  const auto of_form = sign(
      "twilio_form", "12345", form,
      {{"To", "+18005551212"}, {"Body", "caf\xc3\xa9 & tea"}, {"Digits", "1234"}, {"Empty", ""}});
  EXPECT_NE(key_of(verifier, of_form, form), "");
  EXPECT_EQ(key_of(verifier, of_form, form + "1"), "");
  const std::string json = R"({"CallSid":"CA1"})";
  const auto of_json = sign("twilio_json", "12345", json);
  const std::string url = address + "?bodySHA256=" + std::string(of_json.get("digest"));
  EXPECT_NE(key_of(verifier, of_json, json, url), "");
  EXPECT_EQ(key_of(verifier, of_json, json + " ", url), "");
}

/// Signed our way, judged by us and by Slack's own library: the verdicts are the same.
TEST_P(SchemesInterop, slacks_library_and_the_preset_agree) {
  const std::string secret = "8f742231b10e8888abcd99yyyzzz85a5";
  const std::string body = "{\"event_id\":\"Ev1\",\"note\":\"caf\xc3\xa9 \\n\"}";
  const auto now = system_clock().now().seconds();
  const auto signature = [&](const std::string& key, std::int64_t at, const std::string& text) {
    const std::string time = std::to_string(at);
    const std::vector<std::string_view> parts{"v0:", time, ":", text};
    return "v0=" + crypto::to_hex(crypto::hmac_sha256(key, parts));
  };
  struct Case {
    std::string name, signature;
    std::int64_t at;
    std::string body;
    bool is_right;
  };
  const std::string right = signature(secret, now, body);
  const std::vector<Case> cases{
      {"as it was signed", right, now, body, true},
      {"another body", right, now, body + " ", false},
      {"another time", right, now - 1, body, false},
      {"another secret", signature("other", now, body), now, body, false},
      {"an old one", signature(secret, now - 400, body), now - 400, body, false},
      {"another version", "v1" + right.substr(2), now, body, false},
      {"cut short", right.substr(0, 30), now, body, false},
      {"no version", right.substr(3), now, body, false}};
  for (const auto& one : cases) {
    const std::string at = std::to_string(one.at);
    http::Headers headers;
    headers.add("X-Slack-Signature", one.signature);
    headers.add("X-Slack-Request-Timestamp", at);
    EXPECT_EQ(key_of(verifier_of("slack", secret), headers, one.body), one.is_right ? "Ev1" : "")
        << one.name;
    const auto theirs =
        sign("bolt_verifies", secret, one.body,
             {{"x-slack-signature", one.signature}, {"x-slack-request-timestamp", at}});
    EXPECT_EQ(theirs.get("verdict"), one.is_right ? "true" : "false") << one.name;
  }
}

TEST_P(SchemesInterop, every_documented_event_of_github_comes_out_byte_for_byte) {
  const std::string secret = "It's a secret";
  relay_to_receiver();
  intake_ = webhooks::make_intake({store(),
                                   "org",
                                   system_clock(),
                                   [] { return std::string("https://hub.example"); },
                                   {{"acme", verifier_of("github", secret)}}});
  std::map<std::string, std::string> sent;
  for (int n = 0;; ++n) {
    const auto example = ask("GET", "/examples/" + std::to_string(n), "");
    if (example.status == 404) break;
    const auto json = boost::json::parse(example.body);
    http::Request request;
    request.method = "POST";
    request.target = "/webhooks/acme";
    request.body = json.at("body").as_string();
    request.headers = sign("octokit", secret, request.body);
    const std::string id = "delivery-" + std::to_string(n);
    request.headers.set("X-GitHub-Delivery", id);
    request.headers.set("X-GitHub-Event", std::string(json.at("event").as_string()));
    request.headers.add("Content-Type", "application/json");
    ASSERT_EQ(run(intake_->receive("acme", request)).status, 200) << id;
    sent.emplace(id, request.body);
  }
  ASSERT_GT(sent.size(), 300u);
  deliver_all();
  ASSERT_EQ(relayed_.size(), sent.size());
  const auto keys = read([](store::Session& session) {
    std::map<std::string, std::string> by_event;
    store::query(session, "SELECT sequence, dedup_key FROM inbound_events",
                 [&](std::int64_t sequence, std::string key) {
                   by_event["evt_" + webhooks::inbound_name(sequence)] = std::move(key);
                 });
    return by_event;
  });
  for (const auto& request : relayed_) {
    const std::string event(request.headers.get("webhook-id"));
    ASSERT_TRUE(keys.contains(event)) << event;
    EXPECT_TRUE(request.body == sent.at(keys.at(event))) << event;
    EXPECT_EQ(request.headers.get("content-type"), "application/json");
    EXPECT_EQ(request.headers.get("patchbay-partner"), "acme");
  }
}

}  // namespace
}  // namespace patchbay::test
