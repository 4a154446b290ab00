// Outgoing webhooks on the real program, on both stores: an endpoint made by the API, messages that
// fail while nobody listens, why, and their replay; and the tools for development.

#include <gtest/gtest.h>

#include "hub/events/outbox.h"
#include "hub/http/json.h"
#include "tests/integration/hub_test.h"
#include "tests/support/wait.h"
#include "webhooks/signing_key.h"

namespace patchbay::test {
namespace {

class WebhookDesk : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    environment_["PATCHBAY_LOG_FILE"] = folder_.path("hub.log");
    environment_["PATCHBAY_WEBHOOKS_ALLOWED_NETWORKS"] = "127.0.0.0/8";
    serve();
  }
  void TearDown() override {
    listener_.reset();
    HubTest::TearDown();
  }
  boost::json::object asked(const std::string& method, const std::string& path,
                            const std::string& body = "") const {
    const auto answer = ask(method, path, body);
    EXPECT_LT(answer.status, 300) << method << " " << path << " " << answer.body;
    const auto parsed = parse_json(answer.body);
    return parsed && parsed->is_object() ? parsed->as_object() : boost::json::object();
  }
  /// Starts a listener; returns its port.
  std::string listen(std::unique_ptr<Process>& listener, const std::string& port,
                     const std::string& book, const std::string& forward = "") {
    std::vector<std::string> words{patchbay_binary(), "webhook",         "listen", "--port", port,
                                   "--book",          folder_.path(book)};
    if (!forward.empty()) words.insert(words.end(), {"--forward", forward});
    listener = std::make_unique<Process>(words, environment_);
    const auto line = listener->wait_for_line("listening on ");
    EXPECT_FALSE(line.empty()) << listener->standard_error();
    return line.substr(line.rfind(' ') + 1);
  }
  void happen(const std::string& id) {
    const events::NewEvent event{
        id, "tier.updated", "42",
        R"({"customer":"42","tier":"gold","previous_tier":"","points":500})", "key/" + id};
    write([&](store::Session& s) {
      events::append(s, "default", {&event, 1}, system_clock().now());
    });
  }
  std::size_t messages(const std::string& endpoint, const std::string& state) {
    return asked("GET", "/api/v1/webhooks/endpoints/" + endpoint + "/messages?state=" + state)
        .at("messages")
        .as_array()
        .size();
  }
  std::unique_ptr<Process> listener_;
};
PATCHBAY_ON_BOTH_STORES(WebhookDesk);

TEST_P(WebhookDesk, what_failed_is_explained_and_goes_out_again) {
  const auto made = asked("POST", "/api/v1/webhooks/endpoints",
                          R"({"url":"http://127.0.0.1:1/","event_types":["tier.*"],"delivery":
                            {"retry":{"backoff":"list","attempts":2,"delays_ms":[10]}}})");
  const std::string id(made.at("id").as_string());
  const std::string one = "/api/v1/webhooks/endpoints/" + id;
  environment_["PATCHBAY_WEBHOOK_SECRET"] = made.at("secret").as_string();
  const auto port = listen(listener_, "0", "book");
  asked("PATCH", one, R"({"url":"http://127.0.0.1:)" + port + R"(/"})");
  happen("evt_1");
  EXPECT_TRUE(wait_until([&] { return messages(id, "delivered") == 1; }));

  listener_.reset();
  happen("evt_2");
  happen("evt_3");
  ASSERT_TRUE(wait_until([&] { return messages(id, "dead") == 2; }));
  const auto why = command({"message", "why", id, "evt_2"});
  EXPECT_TRUE(why.output.starts_with("dead: ")) << why.output << why.error;
  EXPECT_NE(why.output.find("2 attempts failed"), std::string::npos) << why.output;
  EXPECT_EQ(asked("GET", one + "/why-not?event=evt_1").at("verdict"), "delivered");

  EXPECT_EQ(said({"endpoint", "replay", id, "--dry-run"}).at("wanted").as_int64(), 2);
  listen(listener_, port, "book");
  const auto replay = said({"endpoint", "replay", id});
  EXPECT_TRUE(wait_until([&] { return messages(id, "delivered") == 3; }));
  const std::string place = one + "/replays/" + std::string(replay.at("id").as_string());
  EXPECT_TRUE(wait_until([&] { return asked("GET", place).at("outcome") == "done"; }));
  const auto book = parse_json(curl("http://127.0.0.1:" + port + "/_book").body).value();
  EXPECT_EQ(book.at("verified").as_int64(), 3);
  EXPECT_EQ(book.at("refused").as_int64(), 0);
  const auto shown = said({"message", "show", id, "evt_2"});
  EXPECT_EQ(shown.at("attempt_list").as_array().size(), 3U);
  EXPECT_EQ(said({"message", "list", id}).as_array().size(), 3U);
}

TEST_P(WebhookDesk, an_endpoint_is_steered_by_command) {
  const auto made = said({"endpoint", "create", "--url", "https://acme.example/hooks", "--event",
                          "reward.*", "--out", folder_.path("secret")});
  const std::string id(made.at("id").as_string());
  EXPECT_FALSE(made.as_object().contains("secret"));
  EXPECT_EQ(said({"endpoint", "list"}).as_array().size(), 1U);
  EXPECT_EQ(said({"endpoint", "change", id, "--description", "shop"}).at("description"), "shop");
  EXPECT_EQ(said({"endpoint", "pause", id, "--reason", "they move"}).at("state"), "paused");
  EXPECT_EQ(said({"endpoint", "resume", id}).at("state"), "active");
  said({"endpoint", "rotate-secret", id, "--out", folder_.path("secret")});
  EXPECT_EQ(said({"endpoint", "show", id}).at("secrets").as_array().size(), 2U);
  EXPECT_EQ(command({"endpoint", "create", "--url", "http://10.0.0.1/"}).code, 1);
  EXPECT_EQ(command({"endpoint", "show", "none"}).code, 1);
  said({"endpoint", "remove", id});
  EXPECT_EQ(said({"endpoint", "list"}).as_array().size(), 0U);
}

TEST_P(WebhookDesk, one_message_is_sent_by_hand_and_handed_on) {
  environment_["PATCHBAY_WEBHOOK_SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const auto own = listen(listener_, "0", "own");
  std::unique_ptr<Process> between;
  const auto port = listen(between, "0", "between", "http://127.0.0.1:" + own + "/");
  const std::vector<std::string> send{
      "webhook", "send",         "--to",   "http://127.0.0.1:" + port + "/",
      "--type",  "tier.updated", "--data", R"({"customer":"42"})"};
  const auto sent = command(send);
  EXPECT_EQ(sent.code, 0) << sent.error;
  EXPECT_NE(sent.output.find("\n204 No Content\n"), std::string::npos) << sent.output;
  EXPECT_NE(between->wait_for_line(R"("data":{"customer":"42"}})"), "");
  const auto book = parse_json(curl("http://127.0.0.1:" + own + "/_book").body).value();
  EXPECT_EQ(book.at("verified").as_int64(), 1);
  environment_["PATCHBAY_WEBHOOK_SECRET"] = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  const auto wrong = command(send);
  EXPECT_EQ(wrong.code, 1);
  EXPECT_NE(wrong.output.find("\n401 "), std::string::npos) << wrong.output;
}

TEST_P(WebhookDesk, one_message_is_signed_by_ed25519_by_hand) {
  const Secret pair = webhooks::SigningKey::make(webhooks::Signing::v1a);
  environment_["PATCHBAY_WEBHOOK_SECRET"] = webhooks::SigningKey::read(pair).value().public_key();
  const auto port = listen(listener_, "0", "own");
  const auto send = [&](const Secret& key) {
    environment_["PATCHBAY_WEBHOOK_SECRET"] = key.reveal();
    return command({"webhook", "send", "--to", "http://127.0.0.1:" + port + "/", "--type",
                    "tier.updated", "--data", "{}"});
  };
  const auto sent = send(pair);
  EXPECT_EQ(sent.code, 0) << sent.error << sent.output;
  EXPECT_EQ(send(webhooks::SigningKey::make(webhooks::Signing::v1a)).code, 1);
  const auto book = parse_json(curl("http://127.0.0.1:" + port + "/_book").body).value();
  EXPECT_EQ(book.at("verified").as_int64(), 1);
  EXPECT_EQ(book.at("refused").as_int64(), 1);
}

}  // namespace
}  // namespace patchbay::test
