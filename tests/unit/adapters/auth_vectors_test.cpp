// Codes against vectors of the partners' own, and secrets that cannot be sent.

#include <boost/json/parse.hpp>

#include "adapters/auth.h"
#include "tests/support/run_on.h"
#include "tests/unit/adapters/caller_support.h"

namespace patchbay::adapters {
namespace {

Partner partner_with(const char* auth, std::map<std::string, Secret> secrets) {
  Manifest manifest;
  manifest.id = "acme";
  manifest.auth = read_auth(boost::json::parse(auth)).value();
  Partner partner;
  partner.id = "acme";
  partner.secrets = std::move(secrets);
  partner.plug = std::make_shared<testing::ScriptedPlug>(std::move(manifest), testing::Script());
  return partner;
}

http::ClientRequest signed_by(const Partner& partner, http::ClientRequest request) {
  const auto loops = http::start_loops(1);
  testing::FakeTokens tokens;
  testing::FakeClient client;
  const OrganisationId organisation = "org";
  const std::string nobody;
  const AuthContext context{organisation, nobody, tokens, client, {1'700'000'000'123'456}};
  const auto authenticator = make_authenticator(partner).value();
  const auto proof = run_on(loops->at(0), authenticator->sign(request, context));
  EXPECT_TRUE(std::holds_alternative<Proof>(proof));
  return request;
}

TEST(AuthVectors, SignsAsPtvPublishesIt) {
  // Made by the rule of PTV's documentation with an invented key.
  const auto partner = partner_with(R"({"type": "hmac_query"})",
                                    {{"client_id", Secret(std::string("3000001"))},
                                     {"client_secret", Secret(std::string("test-key-0001"))}});
  http::ClientRequest request;
  request.url = "https://timetable.example/v3/departures/route_type/0/stop/1071";
  EXPECT_EQ(signed_by(partner, request).url,
            request.url + "?devid=3000001&signature=CF52D21BAE1533D3FEB03BA51D503D3CA771B60C");
  request.url += "?max_results=5";
  const std::string with_query = signed_by(partner, request).url;
  EXPECT_TRUE(with_query.starts_with(request.url + "&devid=3000001&signature=")) << with_query;
}

TEST(AuthVectors, JoinsPartsAsTilloDoes) {
  const auto partner = partner_with(
      R"({"type": "signed_request", "parts": ["client_id", "method", "body", "timestamp"],
          "separator": "-", "timestamp_unit": "ms", "id_header": "API-Key",
          "timestamp_header": "Timestamp", "signature_header": "Signature"})",
      {{"client_id", Secret(std::string("api_key"))},
       {"client_secret", Secret(std::string("secret"))}});
  http::ClientRequest request;
  request.method = "POST";
  request.url = "https://vouchers.example/api";
  request.body = "digital-issue-req_1-costa-GBP-10.00";
  const auto sent = signed_by(partner, request);
  EXPECT_EQ(sent.headers.get("Timestamp"), "1700000000123");
  EXPECT_EQ(sent.headers.get("API-Key"), "api_key");
  EXPECT_EQ(sent.headers.get("Signature"),
            crypto::hmac_text(crypto::MacHash::sha256, "secret",
                              "api_key-POST-digital-issue-req_1-costa-GBP-10.00-1700000000123",
                              crypto::MacText::hex_lower));
}

TEST(AuthVectors, APlugCannotPutItsOwnProofInThePlace) {
  const auto partner = partner_with(R"({"type": "api_key", "header": "X-Key"})",
                                    {{"api_key", Secret(std::string("right"))}});
  http::ClientRequest request;
  request.url = "https://a.example/";
  request.headers.add("x-key", "wrong");
  const auto sent = signed_by(partner, request);
  EXPECT_EQ(sent.headers.size(), 1U);
  EXPECT_EQ(sent.headers.get("X-Key"), "right");
}

TEST(AuthVectors, ASecretThatNoHeaderTakesStopsTheStart) {
  const auto error_of = [](const char* auth, std::map<std::string, Secret> secrets) {
    const auto made = make_authenticator(partner_with(auth, std::move(secrets)));
    return made ? std::string("made") : made.error().message;
  };
  const auto broken =
      error_of(R"({"type": "api_key"})", {{"api_key", Secret(std::string("k1\r\nX: y"))}});
  EXPECT_NE(broken.find("no header takes"), std::string::npos);
  EXPECT_EQ(broken.find("k1"), std::string::npos);
  const auto colon = error_of(R"({"type": "basic"})", {{"username", Secret(std::string("a:b"))},
                                                       {"password", Secret(std::string("c"))}});
  EXPECT_NE(colon.find("holds a colon"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::adapters
