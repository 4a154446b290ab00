#include "adapters/sandbox_webhooks.h"

#include <boost/json/parse.hpp>
#include <fstream>

#include "adapters/sandbox_desk.h"
#include "hub/crypto/digest.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters {
namespace {

constexpr Timestamp at{1'700'000'000'000'000};

class WebhookBookTest : public ::testing::Test {
 protected:
  std::unique_ptr<WebhookBook> open() { return WebhookBook::open("acme", file_).value(); }

  lua::ScratchFolder folder_;
  std::string file_ = (folder_.path() / "acme.webhooks.jsonl").string();
};

TEST_F(WebhookBookTest, keeps_what_was_not_taken_over_its_lives) {
  auto book = open();
  for (int i = 0; i < 3; ++i) book->add({{"type", "voucher.redeemed"}, {"data", {{"n", i}}}}, at);
  book->taken("whk_acme_2");
  book = open();
  EXPECT_EQ(book->queued(), 3);
  const auto waiting = book->waiting(10);
  ASSERT_EQ(waiting.size(), 2u);
  EXPECT_EQ(waiting[0].id, "whk_acme_1");
  EXPECT_EQ(waiting[1].id, "whk_acme_3");
  EXPECT_EQ(waiting[1].body, R"({"id":"whk_acme_3","type":"voucher.redeemed",)"
                             R"("timestamp":"2023-11-14T22:13:20.000000Z","data":{"n":2}})");
  book->add({{"type", "voucher.expired"}}, at);
  EXPECT_EQ(book->waiting(10).back().id, "whk_acme_4");
  EXPECT_EQ(book->waiting(1).size(), 1u);
}

TEST_F(WebhookBookTest, cuts_off_a_torn_line_and_refuses_another_file) {
  open()->add({{"type", "t"}}, at);
  std::ofstream(file_, std::ios::app) << R"({"id":"whk_ac)";
  EXPECT_EQ(open()->queued(), 1);
  std::ofstream(file_, std::ios::app) << "no json\n";
  EXPECT_FALSE(WebhookBook::open("acme", file_));
  EXPECT_THROW(WebhookBook::open("acme", file_ + "2").value()->add({{"data", 1}}, at),
               ErrorException);
}

TEST(SandboxWebhooks, are_signed_as_the_standard_says) {
  const Secret secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const QueuedWebhook webhook{"msg_p5jXN8AQM9LWM0D4loKWxJek", R"({"test": 2432232314})"};
  const auto headers = sign_webhook(secret, webhook, {1'614'265'330'000'000});
  EXPECT_EQ(headers.get("webhook-signature"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(headers.get("webhook-timestamp"), "1614265330");
}

TEST(SandboxWebhooks, faults_are_decided_by_seed_and_id) {
  const WebhookFaults faults{300, 300, 300};
  int repeated = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "whk_" + std::to_string(i);
    const auto fate = fate_of(1, faults, id);
    EXPECT_EQ(fate_of(1, faults, id).is_repeated, fate.is_repeated);
    repeated += fate.is_repeated ? 1 : 0;
    EXPECT_FALSE(fate_of(1, {}, id).is_forged);
  }
  EXPECT_GT(repeated, 200);
  EXPECT_LT(repeated, 400);
}

TEST(SandboxWebhooks, a_script_queues_them_only_where_somebody_listens) {
  lua::ScratchFolder folder;
  folder.write("acme/sandbox.lua",
               "return { routes = { [\"POST /use\"] = function(request)\n"
               "  webhook { type = \"voucher.redeemed\", data = { reference = \"r\" } }\n"
               "  return { status = 201, json = {} }\nend } }");
  for (const char* url : {"", "http://127.0.0.1:1/webhooks"}) {
    SandboxOptions options;
    options.scripts_folder = folder.path().string();
    options.books_folder = (folder.path() / "books").string();
    options.client_id = "hub";
    options.client_secret = "sesame";
    options.webhooks_url = url;
    auto desk = SandboxDesk::open(options).value();
    http::Headers basic;
    basic.add("Authorization", "Basic " + crypto::to_base64(crypto::bytes_of("hub:sesame")));
    const auto granted =
        desk->answer({"POST", "/acme/oauth/token", basic, "grant_type=client_credentials"}, at);
    const auto token = boost::json::parse(granted.response.body).at("access_token").as_string();
    http::Headers bearer;
    bearer.add("Authorization", "Bearer " + std::string(token));
    EXPECT_EQ(desk->answer({"POST", "/acme/use", bearer, "{}"}, at).response.status, 201);
    const auto waiting = desk->waiting_webhooks();
    EXPECT_EQ(waiting.size(), *url == '\0' ? 0u : 1u);
    if (waiting.empty()) continue;
    EXPECT_EQ(waiting[0].first, "acme");
    desk->webhook_taken("acme", waiting[0].second.id);
    const auto totals = desk->answer({"GET", "/_webhooks", {}, ""}, at).response.body;
    EXPECT_EQ(totals, R"({"acme":{"queued":1,"waiting":0}})");
  }
}

}  // namespace
}  // namespace patchbay::adapters
