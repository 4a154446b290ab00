// Webhooks of a partner on the real program, on both stores: one that cannot be decoded is looked
// at by command, and decoded again once the plug is mended.

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "hub/http/json.h"
#include "tests/integration/api_client.h"
#include "tests/support/process.h"
#include "tests/support/stores.h"

namespace patchbay::test {
namespace {

/// Signed by nothing but a secret in a header; `decode` is a Lua function.
std::string plug_of(const std::string& decode) {
  return R"(return {
  id = "acme", name = "Acme", kind = "retail", version = "1.0.0",
  webhook = { scheme = "telegram", decode = )" +
         decode + R"( },
  capabilities = { issue_voucher = function() end },
})";
}
const std::string broken = plug_of(R"(function(webhook) error("a card without a number") end)");
const std::string mended = plug_of(R"(function(webhook)
    return { { type = "voucher.expired", reference = webhook.json.card } }
  end)");

class Inbound : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    environment_["PATCHBAY_STORE_URL"] = url();
    environment_["PATCHBAY_PATHS_DATA"] = folder_.path();
    environment_["PATCHBAY_PATHS_SCRIPTS"] = folder_.path("scripts");
    environment_["PATCHBAY_PATHS_POLICIES"] = source_folder() + "/examples/policies";
    std::ofstream(folder_.path("patchbay.toml")) << "[partners.acme]\n";
    serve(broken);
  }
  void TearDown() override {
    stop();
    StoreTest::TearDown();
  }
  void serve(const std::string& plug) {
    std::filesystem::create_directories(folder_.path("scripts/acme"));
    std::ofstream(folder_.path("scripts/acme/partner.lua")) << plug;
    hub_ =
        std::make_unique<Process>(std::vector<std::string>{patchbay_binary(), "serve", "--config",
                                                           folder_.path("patchbay.toml")},
                                  environment_);
    const std::string line = hub_->wait_for_line("serving http://");
    ASSERT_FALSE(line.empty()) << hub_->standard_error();
    api_ = line.substr(line.find("http://"));
  }
  void stop() {
    if (!hub_) return;
    hub_->signal(SIGTERM);
    EXPECT_EQ(hub_->wait(std::chrono::seconds(20)), 0) << hub_->standard_error();
    hub_.reset();
  }
  int hook(const std::string& body) {
    return curl(api_ + "/webhooks/acme",
                {"-X", "POST", "-H", "X-Telegram-Bot-Api-Secret-Token: token-of-acme",
                 "--data-binary", body})
        .status;
  }
  Finished inbound(std::vector<std::string> words) {
    words.insert(words.begin(), {patchbay_binary(), "inbound"});
    return run(words, environment_);
  }
  boost::json::array listed(std::vector<std::string> words = {}) {
    words.insert(words.begin(), "list");
    words.emplace_back("--json");
    const auto done = inbound(std::move(words));
    EXPECT_EQ(done.code, 0) << done.error;
    return parse_json(done.output).value().as_array();
  }
  boost::json::value shown(const std::string& name) {
    const auto done = inbound({"show", name, "--json"});
    EXPECT_EQ(done.code, 0) << done.error;
    return parse_json(done.output).value();
  }
  bool becomes(const std::string& state, std::size_t count) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < until)
      if (listed({"--state", state}).size() == count) return true;
    return false;
  }

  TempFolder folder_;
  std::map<std::string, std::string> environment_{
      {"ENCRYPTION_KEY", std::string(64, 'a')},
      {"PATCHBAY_ADMIN_TOKEN", "a-token-of-more-than-sixteen-characters"},
      {"PATCHBAY_HTTP_LISTEN", "127.0.0.1:0"},
      {"ACME_WEBHOOK_SECRET", "token-of-acme"},
      {"PATCHBAY_WORKER_DRAIN_LIMIT_MS", "5000"}};
  std::unique_ptr<Process> hub_;
  std::string api_;
};
PATCHBAY_ON_BOTH_STORES(Inbound);

TEST_P(Inbound, what_cannot_be_decoded_is_shown_and_decoded_again_once_the_plug_is_mended) {
  const std::string body = "{\"update_id\": 7,\r\n \"card\": \"caf\xc3\xa9 \\u0041\"}\n";
  EXPECT_EQ(hook(body), 200);
  EXPECT_EQ(hook(body), 200);
  EXPECT_EQ(hook(R"({"update_id": 8, "card": "c-8"})"), 200);
  ASSERT_TRUE(becomes("dead", 2));
  const auto dead = listed({"--state", "dead", "--partner", "acme"});
  const std::string name(dead.at(1).at("name").as_string());
  EXPECT_EQ(dead.at(1).at("repeats").as_int64(), 1);
  EXPECT_EQ(listed({"--limit", "1"}).at(0).at("key"), "8") << "the newest first";
  EXPECT_EQ(listed({"--before", std::string(dead.at(0).at("name").as_string())}).size(), 1U);
  EXPECT_TRUE(listed({"--partner", "other"}).empty());
  EXPECT_TRUE(listed({"--state", "decoded"}).empty());

  const auto one = shown(name);
  EXPECT_EQ(one.at("state"), "dead");
  EXPECT_NE(one.at("reason").as_string().find("a card without a number"), std::string::npos);
  EXPECT_TRUE(one.at("has_body").as_bool());
  EXPECT_EQ(inbound({"show", name, "--body"}).output, body);
  EXPECT_NE(inbound({"show", name}).output.find("a card without a number"), std::string::npos);

  stop();
  serve(mended);
  const auto redriven = inbound({"redrive", name, "--reason", "the plug is mended"});
  EXPECT_EQ(redriven.code, 0) << redriven.error;
  EXPECT_TRUE(becomes("decoded", 1));
  EXPECT_EQ(shown(name).at("state"), "decoded");
  EXPECT_EQ(shown(name).at("reason"), "");
  EXPECT_EQ(listed({"--state", "dead"}).size(), 1U) << "the other one was not asked for";

  const auto again = inbound({"redrive", name});
  EXPECT_EQ(again.code, 1);
  EXPECT_NE(again.error.find("is decoded"), std::string::npos) << again.error;
  const auto audit = run({patchbay_binary(), "audit", "list", "--json"}, environment_);
  std::size_t redrives = 0;
  const auto entries = parse_json(audit.output).value();
  for (const auto& entry : entries.as_array()) {
    if (entry.at("action") != "inbound.redrive") continue;
    ++redrives;
    EXPECT_EQ(entry.at("subject").as_string(), "webhook:" + name);
    EXPECT_EQ(entry.at("reason"), "the plug is mended");
    EXPECT_TRUE(entry.at("actor").as_string().starts_with("cli:"));
  }
  EXPECT_EQ(redrives, 1U);
}

TEST_P(Inbound, what_is_not_there_is_said) {
  EXPECT_NE(inbound({"list"}).output.find("no partner sent a webhook"), std::string::npos);
  for (const std::string name : {"inb_999", "inb_", "evt_1", "inb_99999999999999999999"})
    for (const std::string command : {"show", "redrive"}) {
      const auto done = inbound({command, name});
      EXPECT_EQ(done.code, 1) << command << " " << name;
      EXPECT_NE(done.error.find("there is no webhook"), std::string::npos) << done.error;
    }
  EXPECT_EQ(inbound({"list", "--before", "x"}).code, 1);
  EXPECT_NE(inbound({"list", "--limit", "0"}).code, 0);
}

}  // namespace
}  // namespace patchbay::test
