#include <boost/json/serialize.hpp>

#include "hub/base/text.h"
#include "tests/unit/api/support.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

class OpenApiTest : public test::ApiTest {
 protected:
  json::object document() { return ask_json("/openapi.json"); }
  static Result<OpenApiCheck> read(const json::object& document) {
    return OpenApiCheck::read(json::serialize(document));
  }
  /// The message about a document in which a member of an object was set (a JSON pointer). Of its
  /// paths only a few are left: to read all takes a while.
  std::string refusal_of(const std::string& pointer, const json::value& value) {
    static const std::set<std::string_view> kept{"/healthz", "/metrics", "/openapi.json",
                                                 "/api/v1/rewards", "/api/v1/customers/{id}"};
    json::value whole = document();
    auto& paths = whole.at("paths").as_object();
    for (auto path = paths.begin(); path != paths.end();)
      path = kept.contains(std::string_view(path->key())) ? path + 1 : paths.erase(path);
    const auto slash = pointer.rfind('/');
    whole.at_pointer(pointer.substr(0, slash)).as_object()[pointer.substr(slash + 1)] = value;
    const auto check = read(whole.as_object());
    return check ? "accepted" : check.error().message;
  }
};
PATCHBAY_ON_BOTH_STORES(OpenApiTest);

TEST_P(OpenApiTest, holds_every_route) {
  const auto paths = document().at("paths").as_object();
  const auto routes = make_routes(parts());
  std::size_t operations = 0;
  for (const auto& path : paths) operations += path.value().as_object().size();
  EXPECT_EQ(operations, routes.size());
  for (const auto& route : routes) {
    const auto& operation = paths.at(route.pattern).at(to_lower(route.method)).as_object();
    EXPECT_EQ(operation.at("security").as_array().empty(), !route.needs_token) << route.pattern;
    EXPECT_EQ(route.scope.empty(), !route.needs_token) << "a route says who may use it";
    for (const char* status : {"400", "405", "408", "413", "431", "500", "503"})
      EXPECT_TRUE(operation.at("responses").as_object().contains(status)) << route.pattern;
    EXPECT_EQ(operation.at("responses").as_object().contains("401"), route.needs_token);
  }
}

TEST_P(OpenApiTest, routes_that_honour_keys_say_so) {
  const auto paths = document().at("paths").as_object();
  for (const auto& route : make_routes(parts())) {
    const auto operation = json::serialize(paths.at(route.pattern).at(to_lower(route.method)));
    const bool keyed = route.idempotency != http::Idempotency::none;
    EXPECT_EQ(operation.find("\"Idempotency-Key\"") != std::string::npos, keyed) << route.pattern;
    EXPECT_EQ(operation.find("\"422\"") != std::string::npos, keyed) << route.pattern;
    // Answers that hold a secret are not kept, nor digests of bodies with personal data.
    const bool hands_out_secrets = route.scope == "credentials:write" ||
                                   route.pattern == "/api/v1/customers/{id}/credentials" ||
                                   operation.find("NewEndpointSecret") != std::string::npos;
    // Traits are what is known of a person: "verified", "self_excluded".
    const bool is_personal = route.pattern.ends_with("/contact") ||
                             route.pattern.ends_with("/traits") ||
                             route.pattern.ends_with("/customers/search");
    EXPECT_TRUE(keyed || route.method == "GET" || hands_out_secrets || is_personal)
        << route.method << " " << route.pattern;
  }
}

TEST_P(OpenApiTest, the_servers_own_answers_are_documented) {
  for (const int status : {400, 408, 413, 431, 503}) {
    const auto response = http::problem(status, http::reason_of(status), "the server says so");
    const auto type = response.headers.get("Content-Type");
    EXPECT_TRUE(check_->answer("GET", "/healthz", status, type, response.body)) << status;
    EXPECT_TRUE(check_->answer("", "", status, type, response.body)) << status;
  }
}

TEST_P(OpenApiTest, the_checker_refuses_what_is_not_documented) {
  const std::string healthy = R"({"status":"ok"})";
  EXPECT_TRUE(check_->answer("GET", "/healthz", 200, "application/json", healthy));
  EXPECT_TRUE(check_->answer("GET", "/healthz?x=1", 200, "application/json; a=b", healthy));
  EXPECT_FALSE(check_->answer("GET", "/healthz", 200, "text/html", healthy));
  EXPECT_FALSE(check_->answer("GET", "/healthz", 200, "application/json", R"({"status":"odd"})"));
  EXPECT_FALSE(check_->answer("GET", "/healthz", 200, "application/json", R"({"x":1})"));
  EXPECT_FALSE(check_->answer("GET", "/healthz", 200, "application/json", "{"));
  EXPECT_FALSE(check_->answer("GET", "/healthz", 200, "application/json", ""));
  EXPECT_FALSE(check_->answer("GET", "/healthz", 201, "application/json", healthy));
  EXPECT_FALSE(check_->answer("GET", "/other", 200, "application/json", healthy));
  EXPECT_FALSE(check_->answer("POST", "/healthz", 200, "application/json", healthy));
  EXPECT_FALSE(check_->answer("HEAD", "/healthz", 200, "application/json", healthy));
  EXPECT_FALSE(check_->answer("GET", "/metrics", 200, "text/plain", ""));
}

TEST_P(OpenApiTest, the_checker_follows_references_into_components) {
  const std::string list =
      R"({"rewards":[{"id":"rwd_1","customer":"1","milestone":"m","kind":"retail",)"
      R"("capability":"c","partner":"p","eligible_partners":["p"],"amount_minor":1,)"
      R"("currency":"USD","state":"STATE","message":"","reason":"","cancel_reason":"",)"
      R"("partner_reference":"","unknown_since":null,"created_at":"t","delayed_since":null,)"
      R"("issued_at":null,"expires_at":null}],"next":null})";
  const auto with_state = [&](const std::string& state) {
    auto body = list;
    body.replace(body.find("STATE"), 5, state);
    return check_->answer("GET", "/api/v1/rewards", 200, "application/json", body);
  };
  EXPECT_TRUE(with_state("issued"));
  EXPECT_FALSE(with_state("lost"));
}

TEST_P(OpenApiTest, the_checker_refuses_unsound_documents) {
  EXPECT_TRUE(read(document()));
  EXPECT_FALSE(OpenApiCheck::read("[]"));
  EXPECT_FALSE(OpenApiCheck::read("{}"));
  EXPECT_NE(refusal_of("/openapi", "3.0.3"), "accepted");
  EXPECT_NE(refusal_of("/jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema"),
            "accepted");
  EXPECT_NE(refusal_of("/paths/~1healthz/get/operationId", "getMetrics"), "accepted");
  EXPECT_NE(refusal_of("/paths/~1healthz/get/responses", json::object()), "accepted");
  EXPECT_NE(refusal_of("/paths/~1api~1v1~1customers~1{id}/get/parameters/0/name", "other"),
            "accepted");
  const json::object nowhere{{"$ref", "#/components/responses/Nowhere"}};
  EXPECT_NE(refusal_of("/paths/~1healthz/get/responses/400", nowhere), "accepted");
}

TEST_P(OpenApiTest, the_checker_refuses_unsupported_keywords_anywhere) {
  const std::string inline_schema =
      "/paths/~1openapi.json/get/responses/200/content/application~1json/schema/";
  for (const char* keyword : {"pattern", "format", "prefixItems", "unevaluatedProperties",
                              "dependentRequired", "nullable", "requierd", "$dynamicRef"}) {
    EXPECT_NE(refusal_of(std::string("/components/schemas/Time/") + keyword, "x").find(keyword),
              std::string::npos)
        << keyword;
    EXPECT_NE(refusal_of(inline_schema + keyword, "x").find(keyword), std::string::npos) << keyword;
    const std::string parameter = "/paths/~1api~1v1~1rewards/get/parameters/0/schema/";
    EXPECT_NE(refusal_of(parameter + keyword, "x").find(keyword), std::string::npos) << keyword;
  }
}

}  // namespace
}  // namespace patchbay::api
