#include <boost/json/serialize.hpp>

#include "adapters/auth.h"
#include "hub/api/browser_page.h"
#include "hub/api/linking.h"
#include "tests/support/run_on.h"
#include "tests/unit/api/support.h"
#include "tests/unit/loyalty/fake_partner.h"
#include "tests/unit/policy/rules.h"

namespace patchbay::api::test {
namespace {

/// Hands out one address, and ends as it is told.
class FakeAuthorizations final : public oauth::Authorizations {
 public:
  explicit FakeAuthorizations(store::Store& store) : store_(store) {}
  Async<Result<std::string>> begin(oauth::AuthorizationStart start, http::Client&) override {
    started = std::move(start);
    co_return std::string("https://partner.example/authorize?state=s1");
  }
  Async<Result<oauth::TokenKey>> finish(oauth::AuthorizationAnswer answer, oauth::AlsoStore also,
                                        http::Client&) override {
    answers.push_back(std::move(answer));
    if (failure) co_return *failure;
    const oauth::TokenKey key = started.key;
    auto work = [&](store::Session& session) { also(session, key, start); };
    co_await store_.write(work);
    co_return key;
  }
  oauth::AuthorizationStart started;
  std::vector<oauth::AuthorizationAnswer> answers;
  std::optional<Error> failure;

 private:
  store::Store& store_;
};

class NoClient final : public http::Client {
 public:
  Async<http::Exchange> send(http::ClientRequest) override {
    co_return http::Failure{http::Stage::connect, false, "nobody is there"};
  }
};

class LinksTest : public ApiTest {
 protected:
  ApiParts parts() override {
    if (!authorizations_) {
      authorizations_ = std::make_unique<FakeAuthorizations>(store());
      add("checks", R"({"type": "none"})", {"top_up", "verify_account"});
      add("consents", R"({"type": "oauth2_code", "authorize_path": "/authorize"})", {"top_up"});
    }
    ApiParts all{store(), worker_, organisation, Secret(token)};
    return with_linking(std::move(all));
  }
  ApiParts with_linking(ApiParts given) {
    ApiParts all{given.store, given.worker, given.organisation,  given.admin_token, given.requests,
                 {},          clock_,       jobs::no_switches(), registry_};
    all.linking = std::make_shared<const LinkingParts>(
        LinkingParts{caller_,
                     keys_,
                     random_,
                     *authorizations_,
                     [this]() -> http::Client& { return client_; },
                     [] { return std::string("https://hub.example"); },
                     {}});
    return all;
  }
  void add(const std::string& id, const char* auth, std::vector<std::string> capabilities) {
    adapters::Manifest manifest;
    manifest.id = id;
    manifest.name = "Trains & <Trams>";
    manifest.kind = "transport";
    manifest.capabilities = std::move(capabilities);
    manifest.auth = adapters::read_auth(boost::json::parse(auth)).value();
    adapters::Partner partner;
    partner.id = id;
    partner.secrets = {{"client_id", Secret(std::string("c"))},
                       {"client_secret", Secret(std::string("s"))}};
    partner.plug = std::make_shared<loyalty::test::FakePlug>(std::move(manifest));
    const auto added = registry_.add(std::move(partner));
    ASSERT_TRUE(added) << added.error().message;
  }
  http::Response callback(const std::string& query, const std::string& cookie) {
    http::Request request;
    request.method = "GET";
    request.target = "/oauth/consents/callback?" + query;
    if (!cookie.empty()) request.headers.add("Cookie", cookie);
    auto response = run_on(loops_->at(0), handler_(request));
    EXPECT_TRUE(check_->answer(request, response)) << request.target;
    return response;
  }
  http::Response link(const std::string& body, const std::string& partner = "checks") {
    return change("POST", "/api/partners/" + partner + "/link", body);
  }
  void will_verify(bool yes) { caller_.expect(adapters::succeeded({{"verified", yes}})); }
  std::string json(const std::string& target) { return boost::json::serialize(ask_json(target)); }

  const crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  adapters::Registry registry_;
  loyalty::test::ScriptedCaller caller_;
  NoClient client_;
  std::unique_ptr<FakeAuthorizations> authorizations_;
};
PATCHBAY_ON_BOTH_STORES(LinksTest);

const std::string good =
    R"({"customerId": "ann", "accountNumber": "3085220043812318", "securityCode": "4711"})";

TEST_P(LinksTest, LinksAsTheSeedHasIt) {
  will_verify(true);
  const auto response = link(good);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(boost::json::parse(response.body),
            boost::json::parse(R"({"success": true, "partnerId": "checks", "linked": true,
                                   "message": "Account linked successfully"})"));
  const std::string links = json("/api/v1/customers/ann/links");
  EXPECT_NE(links.find("\"****2318\""), std::string::npos);
  EXPECT_EQ(links.find("3085220043812318"), std::string::npos);
  EXPECT_NE(json("/api/v1/customers/ann/consents").find("\"rewards\""), std::string::npos);
}

TEST_P(LinksTest, LinksAndUnlinksByTheCanonicalRoutes) {
  will_verify(true);
  const std::string body =
      R"({"partner": "checks", "account": "3085220043812318", "security_code": "4711"})";
  const auto made = change("POST", "/api/v1/customers/ann/links", body);
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(boost::json::parse(made.body).at("verification").as_string(), "verified");
  const std::string path = "/api/v1/customers/ann/links/checks";
  EXPECT_EQ(change("DELETE", path + "?reason=asked").status, 204);
  EXPECT_EQ(change("DELETE", path).status, 404);
  EXPECT_EQ(json("/api/v1/customers/ann/links"), R"({"links":[]})");
  EXPECT_NE(json("/api/v1/customers/ann/consents").find("\"revoke_reason\":\"asked\""),
            std::string::npos);
}

TEST_P(LinksTest, RefusesBadInputWithoutEchoingTheCode) {
  const std::vector<std::pair<std::string, int>> cases{
      {"", 400},
      {"[]", 400},
      {"{", 400},
      {R"({"customerId": "ann", "securityCode": "4711"})", 400},
      {R"({"accountNumber": "1", "securityCode": "4711"})", 400},
      {R"({"customerId": "", "accountNumber": "1", "securityCode": "4711"})", 400},
      {R"({"customerId": "ann", "accountNumber": "", "securityCode": "4711"})", 400},
      {R"({"customerId": "ann", "accountNumber": 5, "securityCode": "4711"})", 400},
      {R"({"customerId": "ann", "accountNumber": "a\u0000b", "securityCode": "4711"})", 400},
      {R"({"customerId": "ann", "accountNumber": "self", "securityCode": "4711"})", 400},
      {R"({"customerId": "ann", "accountNumber": "1", "securityCode": "4711", "x": 1})", 400},
      {R"({"customerId": "ann", "accountNumber": ")" + std::string(65, '1') +
           R"(", "securityCode": "4711"})",
       400},
      {R"({"customerId": "ann", "accountNumber": "1", "securityCode": ")" + std::string(65, '4') +
           R"("})",
       400}};
  for (const auto& [body, status] : cases) {
    const auto response = link(body);
    EXPECT_EQ(response.status, status) << body;
    EXPECT_EQ(response.body.find("4711"), std::string::npos) << response.body;
  }
  EXPECT_EQ(link(good, "nobody").status, 404);
  EXPECT_EQ(link(good, "%00").status, 400);
  EXPECT_EQ(ask("POST", "/api/partners/checks/link", "").status, 401);
  EXPECT_TRUE(caller_.calls.empty());
}

TEST_P(LinksTest, SaysNoAndThenNothingMore) {
  for (int i = 0; i < 5; ++i) {
    will_verify(false);
    EXPECT_EQ(link(good).status, 403);
  }
  const auto response = link(good);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.headers.get("Retry-After"), "3600");
  EXPECT_EQ(caller_.calls.size(), 5U);
}

TEST_P(LinksTest, RecordsAndWithdrawsConsents) {
  const std::string path = "/api/v1/customers/ann/consents";
  const auto give = [&](const std::string& body) { return change("POST", path, body).status; };
  EXPECT_EQ(give(R"({"partner": "checks", "purpose": "profile"})"), 204);
  EXPECT_EQ(give(R"({"partner": "checks", "purpose": "profile"})"), 204);
  EXPECT_EQ(give(R"({"partner": "checks", "purpose": "profit"})"), 400);
  EXPECT_EQ(give(R"({"partner": "nobody", "purpose": "profile"})"), 404);
  EXPECT_EQ(give(R"({"purpose": "profile"})"), 400);
  EXPECT_EQ(change("DELETE", path + "/checks?purpose=marketing").status, 404);
  EXPECT_EQ(change("DELETE", path + "/checks?purpose=x").status, 400);
  EXPECT_EQ(change("DELETE", path + "/checks").status, 204);
  EXPECT_EQ(change("DELETE", path + "/checks").status, 404);
  EXPECT_EQ(json("/api/v1/customers/nobody/consents"), R"({"consents":[]})");
}

TEST_P(LinksTest, SendsTheBrowserToThePartnerAndTakesItBack) {
  const auto there = ask("GET", "/oauth/consents/start?customer=ann");
  EXPECT_EQ(there.status, 303);
  EXPECT_EQ(there.headers.get("Location"), "https://partner.example/authorize?state=s1");
  const std::string cookie(there.headers.get("Set-Cookie"));
  for (const char* flag : {"; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/oauth"})
    EXPECT_NE(cookie.find(flag), std::string::npos) << cookie;
  EXPECT_EQ(authorizations_->started.redirect_uri, "https://hub.example/oauth/consents/callback");
  EXPECT_EQ(authorizations_->started.key.customer, "ann");

  const auto back = callback("code=c%2F1&state=s1&other=x", cookie.substr(0, cookie.find(';')));
  EXPECT_EQ(back.status, 200);
  EXPECT_NE(back.body.find("Trains &amp; &lt;Trams&gt;"), std::string::npos);
  EXPECT_NE(back.headers.get("Set-Cookie").find("Max-Age=0"), std::string_view::npos);
  EXPECT_EQ(back.headers.get("Referrer-Policy"), "no-referrer");
  ASSERT_EQ(authorizations_->answers.size(), 1U);
  EXPECT_EQ(authorizations_->answers[0].code, "c/1");
  EXPECT_EQ(authorizations_->answers[0].session, authorizations_->started.session);
  EXPECT_NE(json("/api/v1/customers/ann/links").find("\"how\":\"oauth\""), std::string::npos);
}

TEST_P(LinksTest, AsksTheLimitsOfTheActiveRules) {
  const auto book = policy::make_fixed_book(
      policy::test::rules("limit { id = 'known', on = 'link', needs = 'verified', effect = 'deny',"
                          " message = 'Please confirm who you are.' }"));
  ApiParts all = parts();
  all.policies = book.get();
  serve(all);
  will_verify(true);
  const auto denied = link(good);
  EXPECT_EQ(denied.status, 403);
  EXPECT_NE(denied.body.find("Please confirm who you are."), std::string::npos) << denied.body;
  EXPECT_EQ(json("/api/v1/customers/ann/links"), R"({"links":[]})");
}

TEST_P(LinksTest, ACallbackThatDoesNotFitLinksNothing) {
  const std::string session = "patchbay_link=abc";
  const std::vector<std::pair<std::string, std::string>> spoiled{
      {"code=1&state=2", ""},
      {"code=1&state=2", "other=abc"},
      {"code=1&state=2", "patchbay_link=a; patchbay_link=b"},
      {"code=1&code=2&state=2", session},
      {"code=" + std::string(5000, 'x') + "&state=2", session},
      {"code=%00&state=2", session}};
  for (const auto& [query, cookie] : spoiled)
    EXPECT_EQ(callback(query, cookie).status, 400) << query.substr(0, 40);
  EXPECT_TRUE(authorizations_->answers.empty());

  authorizations_->failure = refused("<script>alert(1)</script> said no");
  const auto denied = callback("error=%3Cscript%3E&state=s1", session);
  EXPECT_EQ(denied.status, 400);
  EXPECT_EQ(denied.body.find("script"), std::string::npos);
  authorizations_->failure = unavailable("the token endpoint is down");
  EXPECT_EQ(callback("code=1&state=s1", session).status, 503);
  EXPECT_EQ(json("/api/v1/customers/ann/links"), R"({"links":[]})");
}

TEST_P(LinksTest, StartsOnlyWhereCustomersConsent) {
  EXPECT_EQ(ask("GET", "/oauth/checks/start?customer=ann").status, 404);
  EXPECT_EQ(ask("GET", "/oauth/nobody/start?customer=ann").status, 404);
  EXPECT_EQ(ask("GET", "/oauth/consents/start").status, 400);
  EXPECT_EQ(ask("GET", "/oauth/consents/start?customer=ann", "").status, 401);
  http::Request look;
  look.method = "HEAD";
  look.target = "/oauth/consents/callback?code=1&state=2";
  look.headers.add("Cookie", "patchbay_link=abc");
  EXPECT_EQ(run_on(loops_->at(0), handler_(look)).status, 200);
  EXPECT_TRUE(authorizations_->answers.empty()) << "a look uses nothing up";
}

TEST(BrowserPage, EscapesAndReadsCookies) {
  EXPECT_EQ(escape_html("<a href=\"'&\">"), "&lt;a href=&quot;&#39;&amp;&quot;&gt;");
  http::Request request;
  EXPECT_EQ(cookie_value(request, "a"), "");
  request.headers.add("cookie", "b=1; a=2=3;c");
  EXPECT_EQ(cookie_value(request, "a"), "2=3");
  EXPECT_EQ(cookie_value(request, "c"), "");
}

}  // namespace
}  // namespace patchbay::api::test
