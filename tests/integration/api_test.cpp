// The HTTP API of a running hub, asked by curl and by raw bytes. Every answer is held against the
// OpenAPI document that the hub itself serves.

#include <gtest/gtest.h>

#include <fstream>
#include <memory>

#include "hub/http/json.h"
#include "tests/integration/api_client.h"
#include "tests/support/demo_run.h"
#include "tests/support/openapi_check.h"

namespace patchbay::test {
namespace {

/// One served demo for all tests of this file.
class Api : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    site_ = std::make_unique<DemoSite>(Database::sqlite);
    hub_ = std::make_unique<Process>(site_->command({"--serve"}));
    url_ = serving_at(*hub_);
    ASSERT_FALSE(url_.empty()) << hub_->standard_error();
    port_ = std::atoi(url_.c_str() + url_.rfind(':') + 1);
    std::ifstream(site_->path("data/admin.token")) >> token_;
    document_ = curl(url_ + "/openapi.json").body;
    auto check = OpenApiCheck::read(document_);
    ASSERT_TRUE(check) << check.error().message;
    check_ = std::make_unique<OpenApiCheck>(std::move(*check));
  }

  static void TearDownTestSuite() {
    if (hub_) stop_in_good_order(*hub_);
    hub_.reset();
    site_.reset();
  }

  /// Holds an answer against the document and gives it back.
  static Answer checked(const std::string& method, const std::string& path, Answer answer) {
    EXPECT_TRUE(
        check_->answer(method, path, answer.status, answer.headers["content-type"], answer.body));
    return answer;
  }
  static Answer get(const std::string& path, const std::vector<std::string>& more = {}) {
    return checked("GET", path, curl(url_ + path, more));
  }
  static Answer get_as_admin(const std::string& path) {
    return get(path, {"-H", "Authorization: Bearer " + token_});
  }
  static boost::json::value json(const Answer& answer) { return parse_json(answer.body).value(); }

  static std::unique_ptr<DemoSite> site_;
  static std::unique_ptr<Process> hub_;
  static std::string url_, token_;
  static int port_;
  static std::string document_;
  static std::unique_ptr<OpenApiCheck> check_;
};

std::unique_ptr<DemoSite> Api::site_;
std::unique_ptr<Process> Api::hub_;
std::string Api::url_, Api::token_;
int Api::port_ = 0;
std::string Api::document_;
std::unique_ptr<OpenApiCheck> Api::check_;

TEST_F(Api, document_is_openapi_3_1_and_holds_every_route) {
  const auto document = parse_json(document_).value();
  EXPECT_TRUE(document.at("openapi").as_string().starts_with("3.1"));
  for (const auto* path : {"/healthz", "/readyz", "/metrics", "/openapi.json",
                           "/api/v1/customers/{id}", "/api/v1/rewards"})
    EXPECT_TRUE(document.at("paths").as_object().contains(path)) << path;
}

TEST_F(Api, health_and_metrics_are_open) {
  EXPECT_EQ(get("/healthz").status, 200);
  EXPECT_EQ(get("/readyz").status, 200);
  EXPECT_EQ(get("/openapi.json").status, 200);
  const auto metrics = get("/metrics");
  EXPECT_EQ(metrics.status, 200);
  EXPECT_NE(metrics.body.find("# TYPE"), std::string::npos);
  EXPECT_EQ(metrics.body.find(token_), std::string::npos);
}

TEST_F(Api, customers_and_rewards_want_the_admin_token) {
  for (const std::string path : {"/api/v1/customers/1", "/api/v1/rewards"}) {
    EXPECT_EQ(get(path).status, 401);
    EXPECT_EQ(get(path, {"-H", "Authorization: Bearer wrong"}).status, 401);
    EXPECT_EQ(get(path, {"-H", "Authorization: Basic " + token_}).status, 401);
  }
}

TEST_F(Api, customer_is_found_with_points_and_tier) {
  const auto answer = get_as_admin("/api/v1/customers/1");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto customer = json(answer);
  EXPECT_EQ(customer.at("id").as_string(), "1");
  EXPECT_GT(customer.at("points").as_int64(), 0);
  EXPECT_EQ(get_as_admin("/api/v1/customers/nobody").status, 404);
  EXPECT_EQ(get_as_admin("/api/v1/customers/%00%ff").status, 404);
  EXPECT_EQ(get_as_admin("/api/v1/customers/" + std::string(3000, 'x')).status, 404);
}

TEST_F(Api, rewards_are_listed_page_by_page) {
  const auto first = get_as_admin("/api/v1/rewards?limit=2");
  ASSERT_EQ(first.status, 200) << first.body;
  const auto page = json(first);
  ASSERT_EQ(page.at("rewards").as_array().size(), 2U);
  const std::string last(page.at("rewards").at(1).at("id").as_string());
  const auto second = json(get_as_admin("/api/v1/rewards?limit=2&after=" + last));
  EXPECT_NE(second.at("rewards").at(0).at("id").as_string(), std::string_view(last));
  EXPECT_EQ(first.body.find("code"), std::string::npos) << "voucher codes are secrets";
  for (const std::string bad : {"limit=x", "limit=0", "limit=100000000000", "state=happy"})
    EXPECT_EQ(get_as_admin("/api/v1/rewards?" + bad).status, 400) << bad;
  EXPECT_TRUE(json(get_as_admin("/api/v1/rewards?state=failed")).at("rewards").as_array().empty());
}

TEST_F(Api, unknown_path_and_wrong_method) {
  EXPECT_EQ(checked("GET", "/nowhere", curl(url_ + "/nowhere")).status, 404);
  auto answer = checked("DELETE", "/healthz", curl(url_ + "/healthz", {"-X", "DELETE"}));
  EXPECT_EQ(answer.status, 405);
  EXPECT_NE(answer.headers["allow"].find("GET"), std::string::npos);
}

TEST_F(Api, too_large_a_body_gets_413) {
  const std::string size = std::to_string(2 * 1024 * 1024);
  const std::string body(2 * 1024 * 1024, 'x');
  const auto sent =
      send_raw(port_, "POST /api/v1/rewards HTTP/1.1\r\nHost: x\r\nContent-Length: " + size +
                          "\r\n\r\n" + body);
  EXPECT_EQ(checked("", "", sent).status, 413);
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(Api, malformed_http_gets_400_and_harms_nobody) {
  for (const std::string bytes :
       {"NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nHost x\r\n\r\n"})
    EXPECT_EQ(checked("", "", send_raw(port_, bytes)).status, 400) << bytes;
  const std::string long_head = "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(64 * 1024, 'x');
  EXPECT_EQ(checked("", "", send_raw(port_, long_head + "\r\n\r\n")).status, 431);
  EXPECT_EQ(get("/healthz").status, 200);
}

}  // namespace
}  // namespace patchbay::test
