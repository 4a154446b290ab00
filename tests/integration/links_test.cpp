// Linking, consent and its withdrawal: the real program with two partners of this test's, by API,
// by command and by a browser's way to a partner and back.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <mutex>

#include "hub/http/json.h"
#include "hub/http/loops.h"
#include "hub/http/server.h"
#include "tests/integration/hub_test.h"
#include "tests/support/wait.h"

namespace patchbay::test {
namespace {

constexpr const char* account = "3085220043812318";
constexpr const char* code = "code-4711-4711";

// What both plugs have in common but for auth and what they can do.
constexpr const char* checks_lua = R"(
local function verify_account(call, request)
  local reply = call:post("/verify", { json = { account = request.account,
                                                code = request.security_code } })
  if reply.status ~= 200 then return reply.outcome end
  return succeeded { verified = reply.json.verified }
end
local function top_up(call, request) return rejected("never", "it gives nothing") end
return {
  id = "checks", name = "Checks & Sons", kind = "transport", version = "1.0.0",
  settings = { { name = "api_url", type = "url", help = "where it answers" } },
  secrets = { "api_key" },
  auth = { type = "api_key" },
  needs_link = true,
  capabilities = { verify_account = verify_account, top_up = top_up },
}
)";
constexpr const char* lets_lua = R"(
local function top_up(call, request) return rejected("never", "it gives nothing") end
return {
  id = "lets", name = "Lets & Us", kind = "transport", version = "1.0.0",
  settings = { { name = "api_url", type = "url", help = "where it answers" } },
  secrets = { "client_id", "client_secret" },
  auth = { type = "oauth2_code", authorize_path = "/authorize", token_path = "/token",
           revoke_path = "/revoke", scope = "topup" },
  needs_link = true,
  capabilities = { top_up = top_up },
}
)";

/// Both partners' servers: codes are checked, tokens given and taken back.
class PartnersServer {
 public:
  PartnersServer() {
    auto answer = [this](http::Request request) { return answer_to(std::move(request)); };
    server_ = std::move(*http::start_server(*loops_, {}, answer));
  }
  ~PartnersServer() {
    server_.reset();
    loops_->stop();
  }
  std::string url() const { return server_->url(); }
  /// Requests as "<path> <body>".
  bool saw(const std::string& text) {
    const std::lock_guard lock(mutex_);
    return seen_.find(text) != std::string::npos;
  }

 private:
  Async<http::Response> answer_to(http::Request request) {
    {
      const std::lock_guard lock(mutex_);
      seen_ += request.target + " " + request.body + "\n";
    }
    if (request.path() == "/verify") {
      const bool knows_us = request.headers.get("X-API-Key") == "key-of-the-hub";
      const bool fits = request.body.find(account) != std::string::npos &&
                        request.body.find(code) != std::string::npos;
      co_return http::json_response(knows_us ? 200 : 401,
                                    std::string(R"({"verified": )") + (fits ? "true}" : "false}"));
    }
    if (request.path() == "/token")
      co_return http::json_response(200, R"({"access_token": "access-token-of-ann",
          "refresh_token": "refresh-token-of-ann", "token_type": "Bearer", "expires_in": 3600})");
    co_return http::json_response(200, "{}");
  }

  std::mutex mutex_;
  std::string seen_;
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  std::unique_ptr<http::Server> server_;
};

class Links : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    for (const auto& [id, text] : {std::pair{"checks", checks_lua}, {"lets", lets_lua}}) {
      std::filesystem::create_directories(folder_.path("scripts/") + id);
      std::ofstream(folder_.path("scripts/") + id + "/partner.lua") << text;
    }
    std::ofstream config(folder_.path("patchbay.toml"));
    for (const std::string id : {"checks", "lets"})
      config << "[partners." << id << "]\napi_url = \"" << partners_.url() << "\"\n";
    config.close();
    environment_["PATCHBAY_PATHS_SCRIPTS"] = folder_.path("scripts");
    environment_["PATCHBAY_PARTNERS_CHECKS_API_KEY"] = "key-of-the-hub";
    environment_["LETS_CLIENT_ID"] = "hub-at-lets";
    environment_["LETS_CLIENT_SECRET"] = "secret-at-lets";
    serve({"--config", folder_.path("patchbay.toml")});
  }
  void TearDown() override {
    if (hub_) {
      stop_in_good_order(*hub_);
      for (const std::string secret : {code, account, "access-token-of-ann", "key-of-the-hub"})
        EXPECT_EQ(hub_->standard_error().find(secret), std::string::npos) << secret;
    }
    HubTest::TearDown();
  }

  Answer link(const std::string& security_code) {
    return ask("POST", "/api/partners/checks/link",
               std::string(R"({"customerId": "ann", "accountNumber": ")") + account +
                   R"(", "securityCode": ")" + security_code + R"("})");
  }
  boost::json::array list(const std::string& what) {
    const auto answer = ask("GET", "/api/v1/customers/ann/" + what);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return parse_json(answer.body).value().at(what).as_array();
  }
  static std::string parameter(const std::string& url, const std::string& name) {
    return http::query_value(url.substr(url.find('?') + 1), name);
  }

  PartnersServer partners_;
};
PATCHBAY_ON_BOTH_STORES(Links);

TEST_P(Links, an_account_is_linked_by_its_code_and_unlinked_by_command) {
  EXPECT_EQ(link("wrong").status, 403);
  EXPECT_TRUE(list("links").empty());
  const auto linked = link(code);
  EXPECT_EQ(linked.status, 200) << linked.body;
  EXPECT_NE(linked.body.find("Account linked successfully"), std::string::npos);
  ASSERT_EQ(list("links").size(), 1U);
  EXPECT_EQ(list("links")[0].at("account").as_string(), "****2318");
  EXPECT_EQ(list("links")[0].at("verification").as_string(), "verified");

  const std::string config = folder_.path("patchbay.toml");
  const auto shown = command({"link", "list", "ann", "--config", config, "--json"});
  EXPECT_NE(shown.output.find("****2318"), std::string::npos) << shown.output << shown.error;
  const auto removed =
      command({"link", "remove", "ann", "checks", "--config", config, "--reason", "asked"});
  EXPECT_NE(removed.output.find("no account is linked"), std::string::npos)
      << removed.output << removed.error;
  EXPECT_NE(command({"link", "remove", "ann", "checks", "--config", config}).code, 0);
  EXPECT_TRUE(list("links").empty());
  const auto consents = list("consents");
  ASSERT_EQ(consents.size(), 1U);
  EXPECT_EQ(consents[0].at("revoke_reason").as_string(), "asked");
  EXPECT_EQ(ask("GET", "/api/v1/audit").body.find(account), std::string::npos);
}

TEST_P(Links, a_customer_consents_at_the_partner_and_takes_it_back) {
  const auto there = ask("GET", "/oauth/lets/start?customer=ann");
  ASSERT_EQ(there.status, 303) << there.body;
  const std::string location = there.headers.at("location");
  EXPECT_TRUE(location.starts_with(partners_.url() + "/authorize?")) << location;
  EXPECT_EQ(parameter(location, "client_id"), "hub-at-lets");
  EXPECT_EQ(parameter(location, "code_challenge_method"), "S256");
  EXPECT_EQ(parameter(location, "redirect_uri"), api_ + "/oauth/lets/callback");
  std::string cookie = there.headers.at("set-cookie");
  cookie = cookie.substr(0, cookie.find(';'));
  const std::string back =
      api_ + "/oauth/lets/callback?code=granted&state=" + parameter(location, "state");

  EXPECT_EQ(curl(back).status, 400) << "another browser";
  const auto again = ask("GET", "/oauth/lets/start?customer=ann");
  cookie = again.headers.at("set-cookie").substr(0, again.headers.at("set-cookie").find(';'));
  const std::string good = api_ + "/oauth/lets/callback?code=granted&state=" +
                           parameter(again.headers.at("location"), "state");
  const auto page = curl(good, {"-H", "Cookie: " + cookie});
  EXPECT_EQ(page.status, 200) << page.body;
  EXPECT_NE(page.body.find("Lets &amp; Us"), std::string::npos);
  EXPECT_EQ(curl(good, {"-H", "Cookie: " + cookie}).status, 400) << "a state is good once";
  ASSERT_EQ(list("links").size(), 1U);
  EXPECT_EQ(list("links")[0].at("how").as_string(), "oauth");
  EXPECT_TRUE(partners_.saw("code_verifier="));

  EXPECT_EQ(ask("DELETE", "/api/v1/customers/ann/consents/lets?reason=enough").status, 204);
  EXPECT_TRUE(list("links").empty());
  EXPECT_TRUE(wait_until([&] { return partners_.saw("/revoke"); })) << "the partner is told";
}

TEST_P(Links, bad_input_links_nothing) {
  const std::vector<std::tuple<std::string, std::string, std::string, int>> cases{
      {"POST", "/api/partners/checks/link", "{", 400},
      {"POST", "/api/partners/checks/link", R"({"accountNumber": "1", "securityCode": "2"})", 400},
      {"POST", "/api/partners/none/link",
       R"({"customerId": "ann", "accountNumber": "1", "securityCode": "2"})", 404},
      {"POST", "/api/v1/customers/ann/links", R"({"partner": "checks"})", 400},
      {"POST", "/api/v1/customers/ann/consents", R"({"partner": "checks", "purpose": "x"})", 400},
      {"DELETE", "/api/v1/customers/ann/links/checks", "", 404},
      {"DELETE", "/api/v1/customers/ann/consents/checks?purpos=rewards", "", 400},
      {"GET", "/oauth/checks/start?customer=ann", "", 404},
      {"GET", "/oauth/lets/start", "", 400},
      {"GET", "/oauth/lets/callback?code=1&state=2", "", 400},
      {"GET", "/oauth/none/callback?error=%3Cscript%3E", "", 400}};
  for (const auto& [method, path, body, status] : cases)
    EXPECT_EQ(ask(method, path, body).status, status) << method << " " << path << " " << body;
  EXPECT_EQ(curl(api_ + "/oauth/lets/start?customer=ann").status, 401);
  EXPECT_TRUE(list("links").empty());
}

}  // namespace
}  // namespace patchbay::test
