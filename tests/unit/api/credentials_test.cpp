#include "hub/access/audit.h"
#include "hub/http/json.h"
#include "tests/support/wait.h"
#include "tests/unit/api/guarded.h"

namespace patchbay::api {
namespace {

using access::Signing;

class CredentialRoutesTest : public test::GuardedTest {
 protected:
  boost::json::object asked(const http::Request& request, int expected = 200) {
    const auto response = send(request);
    EXPECT_EQ(response.status, expected) << response.body;
    return parse_json(response.body).value().as_object();
  }
  static std::string text(const boost::json::object& object, const char* key) {
    return std::string(object.at(key).as_string());
  }
  /// Hubs hear of a change a moment after its commit.
  bool is_shut_out(const std::string& token) {
    return wait_until([&] { return status_with(token) == 401; });
  }
  int status_with(const std::string& token, const std::string& path = "/api/v1/rewards") {
    auto request = make("GET", path);
    request.headers.add("Authorization", "Bearer " + token);
    return status(request);
  }
};
PATCHBAY_ON_BOTH_STORES(CredentialRoutesTest);

TEST_P(CredentialRoutesTest, one_is_made_used_shown_rotated_and_revoked) {
  const auto made = asked(as_admin(make("POST", "/api/v1/credentials",
                                        R"({"kind":"service","name":"till","role":"auditor",
                                            "scopes":["rewards:read"],"environment":"test"})")),
                          201);
  const auto secret = text(made, "secret"), id = text(made, "id");
  EXPECT_TRUE(secret.starts_with("sk_test_"));
  EXPECT_EQ(status_with(secret), 200);
  EXPECT_EQ(status_with(secret, "/api/v1/hubs"), 403);

  const auto shown = asked(as_admin(make("GET", "/api/v1/credentials/" + id)));
  EXPECT_FALSE(shown.contains("secret"));
  EXPECT_EQ(shown.at("name"), "till");

  const auto next = asked(
      as_admin(make("POST", "/api/v1/credentials/" + id + "/rotate", R"({"overlap_seconds":60})")),
      201);
  EXPECT_EQ(status_with(secret), 200);
  EXPECT_EQ(status_with(text(next, "secret")), 200);
  clock_.advance(std::chrono::seconds(60));
  EXPECT_TRUE(is_shut_out(secret)) << "the overlap is over";

  const auto path = "/api/v1/credentials/" + text(next, "id") + "/revoke";
  asked(as_admin(make("POST", path, R"({"reason":"lost"})")));
  EXPECT_TRUE(is_shut_out(text(next, "secret")));
  asked(as_admin(make("POST", path, R"({"reason":"again"})")), 409);
  const auto all = asked(as_admin(make("GET", "/api/v1/credentials?limit=1")));
  EXPECT_EQ(all.at("credentials").as_array().size(), 1U);
  EXPECT_EQ(text(all, "next"), id);
}

TEST_P(CredentialRoutesTest, no_secret_is_kept_in_the_clear) {
  auto request = as_admin(make("POST", "/api/v1/credentials", R"({"kind":"operator","name":"a"})"));
  request.headers.add("Idempotency-Key", "k1");
  const auto secret = text(asked(request, 201), "secret");
  std::int64_t kept = 0;
  read([&](store::Session& s) {
    kept = store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM idempotency_keys").value();
  });
  EXPECT_EQ(kept, 0) << "a kept answer would hold the secret";
  for (const auto& row :
       read([](store::Session& s) { return access::list_audit(s, test::organisation, 0, 10); }))
    EXPECT_EQ(row.detail.find(secret), std::string::npos);
}

TEST_P(CredentialRoutesTest, bad_bodies_are_refused_naming_what_is_wrong) {
  for (const auto& [body, word] : std::map<std::string, std::string>{
           {"", "kind"},
           {"[]", "object"},
           {R"({"kind":"robot","name":"a"})", "kind"},
           {R"({"kind":"service","name":"a","scopes":["reward:read"]})", "rewards:read"},
           {R"({"kind":"service","name":"a","networks":["10.0.0.1/8"]})", "networks"},
           {R"({"kind":"service","name":"a","expires_at":"yesterday"})", "expires_at"},
           {R"({"kind":"service","name":"a","environment":"prod"})", "environment"},
           {R"({"kind":"partner","name":"a"})", "partner"},
           {R"({"kind":"service","name":"a","signing":"maybe"})", "signing"},
           {R"({"kind":"service","nam":"a"})", "nam"}}) {
    const auto response = send(as_admin(make("POST", "/api/v1/credentials", body)));
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_NE(detail_of(response).find(word), std::string::npos) << response.body;
  }
  for (const char* id : {"crd_nobody", "%00", "%FF"})
    EXPECT_EQ(status(as_admin(make("POST", std::string("/api/v1/credentials/") + id + "/revoke",
                                   R"({"reason":"x"})"))),
              404);
}

TEST_P(CredentialRoutesTest, nobody_raises_themselves) {
  const auto giver = write([&](store::Session& s) {
                       access::NewCredential wanted;
                       wanted.organisation = test::organisation;
                       wanted.role = "owner";
                       wanted.scopes = "credentials:write rewards:read";
                       return access::issue_credential(s, wanted, keys_, {"x"}, clock_.now());
                     }).value();
  EXPECT_EQ(status(with_secret(giver, make("POST", "/api/v1/credentials",
                                           R"({"kind":"operator","name":"a","role":"owner"})"))),
            403);
  EXPECT_EQ(status(with_secret(giver, make("POST", "/api/v1/credentials",
                                           R"({"kind":"service","name":"a","role":"owner",
                                               "scopes":["rewards:read"]})"))),
            201);
}

TEST_P(CredentialRoutesTest, partners_are_given_keys_by_name_in_the_seeds_form) {
  const std::string body = R"({"partnerName":"Federal Palace Hotel","partnerType":"hotel",)"
                           R"("contactEmail":"a@b.example"})";
  const auto made = asked(as_admin(make("POST", "/api/partners/auth/generate", body)));
  EXPECT_TRUE(text(made, "apiKey").starts_with("pk_live_"));
  EXPECT_TRUE(text(made, "apiSecret").starts_with("sk_live_"));
  EXPECT_EQ(made.at("partnerId"), "federal_palace_hotel");
  EXPECT_EQ(made.at("webhookUrl"), "https://hub.example.com/webhooks/federal_palace_hotel");
  EXPECT_EQ(status_with(text(made, "apiSecret"), "/api/v1/partners"), 401) << "it has to sign";
  asked(as_admin(make("POST", "/api/partners/auth/generate", body)));
  EXPECT_EQ(asked(as_admin(make("GET", "/api/v1/credentials?partner=federal_palace_hotel")))
                .at("credentials")
                .as_array()
                .size(),
            2U);
  const auto contact = read([](store::Session& s) {
    return store::query_value<std::string>(s, "SELECT sealed_contact FROM partner_accounts");
  });
  EXPECT_EQ(contact->find("b.example"), std::string::npos);
}

TEST_P(CredentialRoutesTest, the_seeds_paths_answer_errors_in_the_seeds_form) {
  auto request = make("POST", "/api/partners/auth/generate", R"({"partnerName":"x"})");
  request.headers.add("X-Request-Id", "r-17");
  const auto refused = send(request);
  EXPECT_EQ(refused.status, 401);
  const auto error = parse_json(refused.body).value().at("error").as_object();
  EXPECT_EQ(error.at("type"), "AUTHENTICATION_FAILED");
  EXPECT_EQ(error.at("requestId"), "r-17");
  EXPECT_EQ(refused.headers.get("Content-Type"), "application/json");
  const auto invalid = send(as_admin(request));
  EXPECT_EQ(invalid.status, 400);
  EXPECT_EQ(parse_json(invalid.body).value().at("error").at("type"), "VALIDATION_FAILED");
  auto odd = make("POST", "/api/partners/auth/generate");
  odd.headers.add("X-Request-Id", std::string(5000, 'x'));
  EXPECT_TRUE(parse_json(send(odd).body)
                  .value()
                  .at("error")
                  .at("requestId")
                  .as_string()
                  .starts_with("req_"));
}

}  // namespace
}  // namespace patchbay::api
