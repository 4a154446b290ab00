// Two partners with one plug, in the real program: each has settings, secrets, limits, a breaker
// and webhooks of its own; and one of them is in its sandbox.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <mutex>

#include "hub/http/json.h"
#include "hub/http/loops.h"
#include "hub/http/server.h"
#include "tests/integration/hub_test.h"

namespace patchbay::test {
namespace {

constexpr const char* till_lua = R"(
local function verify_account(call, request)
  local reply = call:post("/" .. call.settings.branch .. "/verify",
                          { json = { account = request.account } })
  if reply.status ~= 200 then return reply.outcome end
  return succeeded { verified = reply.json.verified }
end
local function top_up(call, request) return rejected("never", "it gives nothing") end
return {
  id = "till", name = "Till", kind = "transport", version = "1.0.0",
  settings = { { name = "api_url", type = "url", help = "where it answers" },
               { name = "branch", min_length = 1, help = "which house" } },
  secrets = { "api_key" },
  auth = { type = "api_key" },
  webhook = { scheme = "telegram" },
  capabilities = { verify_account = verify_account, top_up = top_up },
}
)";

/// The server of both houses; the north one is broken.
class Houses {
 public:
  Houses() {
    auto answer = [this](http::Request request) { return answer_to(std::move(request)); };
    server_ = std::move(*http::start_server(*loops_, {}, answer));
  }
  ~Houses() {
    server_.reset();
    loops_->stop();
  }
  std::string url() const { return server_->url(); }
  /// Requests as "<path> <key>", in order.
  std::vector<std::string> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  Async<http::Response> answer_to(http::Request request) {
    const std::string path(request.path());
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(path + " " + std::string(request.headers.get("X-API-Key")));
    }
    if (path.starts_with("/north")) co_return http::json_response(500, "{}");
    co_return http::json_response(200, R"({"verified": true})");
  }

  std::mutex mutex_;
  std::vector<std::string> seen_;
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  std::unique_ptr<http::Server> server_;
};

class Instances : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    std::filesystem::create_directories(folder_.path("scripts/till"));
    std::ofstream(folder_.path("scripts/till/partner.lua")) << till_lua;
    std::ofstream(folder_.path("patchbay.toml"))
        << "[partners.cafe-north]\nplug = \"till\"\nbranch = \"north\"\nbreaker_failures = 2\n"
           "calls_per_second = 7\napi_url = \""
        << houses_.url()
        << "\"\n[partners.cafe-south]\nplug = \"till\"\nenvironment = \"sandbox\"\n"
           "branch = \"south\"\ntimeout_ms = 1234\n"
           "[partners.cafe-south.sandbox]\napi_url = \""
        << houses_.url() << "\"\n[partners.cafe-south.production]\napi_url = \"https://live\"\n";
    environment_["PATCHBAY_PATHS_SCRIPTS"] = folder_.path("scripts");
    environment_["PATCHBAY_PARTNERS_CAFE_NORTH_API_KEY"] = "key-of-the-north";
    environment_["PATCHBAY_PARTNERS_CAFE_SOUTH_SANDBOX_API_KEY"] = "key-of-the-sandbox";
    environment_["PATCHBAY_PARTNERS_CAFE_SOUTH_PRODUCTION_API_KEY"] = "key-of-production";
    environment_["CAFE_NORTH_WEBHOOK_SECRET"] = "token-of-the-north";
    environment_["CAFE_SOUTH_SANDBOX_WEBHOOK_SECRET"] = "token-of-the-south";
    environment_["CAFE_SOUTH_PRODUCTION_WEBHOOK_SECRET"] = "token-of-production";
    serve({"--config", folder_.path("patchbay.toml")});
  }
  Answer link(const std::string& partner, int number) {
    return ask("POST", "/api/partners/" + partner + "/link",
               R"({"customerId": "ann", "accountNumber": "A-)" + std::to_string(number) +
                   R"(", "securityCode": "1"})");
  }
  int hook(const std::string& partner, const std::string& token, int number) {
    return curl(api_ + "/webhooks/" + partner,
                {"-X", "POST", "-H", "X-Telegram-Bot-Api-Secret-Token: " + token, "--data-binary",
                 "{\"update_id\": " + std::to_string(number) + "}"})
        .status;
  }
  boost::json::value partner(const std::string& id) {
    const auto all = parse_json(ask("GET", "/api/v1/partners").body).value();
    for (const auto& each : all.at("partners").as_array())
      if (each.at("id").as_string() == id) return each;
    return nullptr;
  }

  Houses houses_;
};
PATCHBAY_ON_BOTH_STORES(Instances);

TEST_P(Instances, one_plug_serves_two_partners_that_share_nothing) {
  for (int i = 0; i < 3; ++i) EXPECT_NE(link("cafe-north", i).status, 200);
  EXPECT_EQ(link("cafe-south", 1).status, 200);

  const auto seen = houses_.seen();
  ASSERT_EQ(seen.size(), 3U) << "the breaker of the north opened after two";
  EXPECT_EQ(seen[0], "/north/verify key-of-the-north");
  EXPECT_EQ(seen[2], "/south/verify key-of-the-sandbox");

  const auto north = partner("cafe-north");
  const auto south = partner("cafe-south");
  EXPECT_EQ(north.at("plug"), "till");
  EXPECT_EQ(south.at("plug"), "till");
  EXPECT_EQ(north.at("breaker").at("state"), "open");
  EXPECT_EQ(south.at("breaker").at("state"), "closed");
  EXPECT_EQ(north.at("limits").at("calls_per_second").as_int64(), 7);
  EXPECT_EQ(south.at("limits").at("timeout_ms").as_int64(), 1'234);
  EXPECT_EQ(north.at("environment"), "production");
  EXPECT_EQ(south.at("environment"), "sandbox");

  EXPECT_EQ(hook("cafe-north", "token-of-the-north", 1), 200);
  EXPECT_EQ(hook("cafe-south", "token-of-the-south", 1), 200);
  EXPECT_EQ(hook("cafe-south", "token-of-the-north", 2), 401);
  EXPECT_EQ(hook("cafe-south", "token-of-production", 3), 401) << "of its other environment";
  EXPECT_EQ(hook("till", "token-of-the-north", 3), 404);
  const auto kept = said({"inbound", "list", "--config", folder_.path("patchbay.toml")});
  EXPECT_EQ(kept.as_array().size(), 2U);
}

}  // namespace
}  // namespace patchbay::test
