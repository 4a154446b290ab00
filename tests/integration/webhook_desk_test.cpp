// Outgoing webhooks on the real program, on both stores: an endpoint made by the API, messages that
// fail while nobody listens, why, and their replay; and the tools for development.

#include <gtest/gtest.h>

#include <csignal>

#include "hub/events/outbox.h"
#include "hub/http/json.h"
#include "tests/integration/api_client.h"
#include "tests/support/process.h"
#include "tests/support/stores.h"
#include "webhooks/signing_key.h"

namespace patchbay::test {
namespace {

const std::string token = "a-token-of-more-than-sixteen-characters";

class WebhookDesk : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    environment_["PATCHBAY_STORE_URL"] = url();
    environment_["PATCHBAY_PATHS_DATA"] = folder_.path();
    environment_["PATCHBAY_PATHS_POLICIES"] = source_folder() + "/policies";
    environment_["PATCHBAY_LOG_FILE"] = folder_.path("hub.log");
    hub_ = std::make_unique<Process>(std::vector<std::string>{patchbay_binary(), "serve"},
                                     environment_);
    const std::string line = hub_->wait_for_line("serving http://");
    ASSERT_FALSE(line.empty()) << hub_->standard_error();
    api_ = line.substr(line.find("http://"));
  }
  void TearDown() override {
    listener_.reset();
    if (hub_) {
      hub_->signal(SIGTERM);
      EXPECT_EQ(hub_->wait(std::chrono::seconds(20)), 0) << hub_->standard_error();
    }
    hub_.reset();
    StoreTest::TearDown();
  }
  boost::json::object ask(const std::string& method, const std::string& path,
                          const std::string& body = "") {
    std::vector<std::string> more{"-X", method, "-H", "Authorization: Bearer " + token};
    if (!body.empty()) more.insert(more.end(), {"--data-binary", body});
    const auto answer = curl(api_ + path, more);
    EXPECT_LT(answer.status, 300) << method << " " << path << " " << answer.body;
    const auto parsed = parse_json(answer.body);
    return parsed && parsed->is_object() ? parsed->as_object() : boost::json::object();
  }
  Finished command(std::vector<std::string> words) {
    words.insert(words.begin(), patchbay_binary());
    return run(words, environment_);
  }
  boost::json::value said(std::vector<std::string> words) {
    words.emplace_back("--json");
    const auto done = command(std::move(words));
    EXPECT_EQ(done.code, 0) << done.error;
    return parse_json(done.output).value();
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
    return ask("GET", "/api/v1/webhooks/endpoints/" + endpoint + "/messages?state=" + state)
        .at("messages")
        .as_array()
        .size();
  }
  static bool soon(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < until)
      if (holds()) return true;
    return false;
  }

  TempFolder folder_;
  std::map<std::string, std::string> environment_{
      {"ENCRYPTION_KEY", std::string(64, 'a')},
      {"PATCHBAY_ADMIN_TOKEN", token},
      {"PATCHBAY_HTTP_LISTEN", "127.0.0.1:0"},
      {"PATCHBAY_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8"},
      {"PATCHBAY_WORKER_DRAIN_LIMIT_MS", "5000"}};
  std::unique_ptr<Process> hub_, listener_;
  std::string api_;
};
PATCHBAY_ON_BOTH_STORES(WebhookDesk);

TEST_P(WebhookDesk, what_failed_is_explained_and_goes_out_again) {
  const auto made = ask("POST", "/api/v1/webhooks/endpoints",
                        R"({"url":"http://127.0.0.1:1/","event_types":["tier.*"],"delivery":
                            {"retry":{"backoff":"list","attempts":2,"delays_ms":[10]}}})");
  const std::string id(made.at("id").as_string());
  const std::string one = "/api/v1/webhooks/endpoints/" + id;
  environment_["PATCHBAY_WEBHOOK_SECRET"] = made.at("secret").as_string();
  const auto port = listen(listener_, "0", "book");
  ask("PATCH", one, R"({"url":"http://127.0.0.1:)" + port + R"(/"})");
  happen("evt_1");
  EXPECT_TRUE(soon([&] { return messages(id, "delivered") == 1; }));

  listener_.reset();
  happen("evt_2");
  happen("evt_3");
  ASSERT_TRUE(soon([&] { return messages(id, "dead") == 2; }));
  const auto why = command({"message", "why", id, "evt_2"});
  EXPECT_TRUE(why.output.starts_with("dead: ")) << why.output << why.error;
  EXPECT_NE(why.output.find("2 attempts failed"), std::string::npos) << why.output;
  EXPECT_EQ(ask("GET", one + "/why-not?event=evt_1").at("verdict"), "delivered");

  EXPECT_EQ(said({"endpoint", "replay", id, "--dry-run"}).at("wanted").as_int64(), 2);
  listen(listener_, port, "book");
  const auto replay = said({"endpoint", "replay", id});
  EXPECT_TRUE(soon([&] { return messages(id, "delivered") == 3; }));
  const std::string place = one + "/replays/" + std::string(replay.at("id").as_string());
  EXPECT_TRUE(soon([&] { return ask("GET", place).at("outcome") == "done"; }));
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
