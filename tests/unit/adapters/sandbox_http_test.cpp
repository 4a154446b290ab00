// The sandbox over real HTTP: tokens, a late answer, restarts, reports (the rest:
// sandbox_desk_test).

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>

#include "adapters/sandbox.h"
#include "hub/crypto/digest.h"
#include "hub/http/client.h"
#include "hub/http/json.h"
#include "hub/http/retry_after.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters {
namespace {

class SandboxTest : public ::testing::Test {
 protected:
  void start(SandboxOptions options = {}) {
    sandbox_.reset();
    options.scripts_folder = "scripts";
    options.books_folder = (folder_.path() / "books").string();
    options.client_id = "hub";
    options.client_secret = "sesame";
    auto sandbox = start_sandbox(*loops_, options);
    ASSERT_TRUE(sandbox) << sandbox.error().message;
    sandbox_ = std::move(*sandbox);
    if (!client_) client_ = http::make_client(loops_->at(0), {});
  }
  void TearDown() override {
    sandbox_.reset();
    loops_->stop();
    client_.reset();
  }

  http::Response send(const std::string& method, const std::string& path, const std::string& body,
                      http::Headers headers, std::chrono::milliseconds timeout) {
    http::ClientRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(sandbox_->port()) + path;
    request.body = body;
    request.headers = std::move(headers);
    request.timeout = timeout;
    auto sending = client_->send(std::move(request));
    const auto exchange =
        boost::asio::co_spawn(loops_->at(0), std::move(sending), boost::asio::use_future).get();
    if (const auto* response = std::get_if<http::Response>(&exchange)) return *response;
    return {0, {}, std::get<http::Failure>(exchange).message};
  }

  http::Response call(const std::string& method, const std::string& path,
                      const boost::json::value& json = nullptr, const std::string& key = "",
                      std::chrono::milliseconds timeout = std::chrono::seconds(10)) {
    http::Headers headers;
    const std::string partner = path.substr(1, path.find('/', 1) - 1);
    if (!token_.contains(partner) && path[1] != '_') token_[partner] = fetch_token(partner);
    headers.add("Authorization", "Bearer " + token_[partner]);
    headers.add("Content-Type", "application/json");
    if (!key.empty()) headers.add("Idempotency-Key", key);
    return send(method, path, json.is_null() ? "" : boost::json::serialize(json),
                std::move(headers), timeout);
  }

  std::string fetch_token(const std::string& partner, const std::string& secret = "sesame") {
    http::Headers headers;
    headers.add("Authorization", "Basic " + crypto::to_base64(crypto::bytes_of("hub:" + secret)));
    headers.add("Content-Type", "application/x-www-form-urlencoded");
    const auto answer = send("POST", "/" + partner + "/oauth/token",
                             "grant_type=client_credentials", headers, std::chrono::seconds(5));
    if (answer.status != 200) return "refused " + std::to_string(answer.status);
    return std::string(parse_json(answer.body).value().at("access_token").as_string());
  }

  std::int64_t issued(const std::string& partner) {
    return parse_json(call("GET", "/_books").body).value().at(partner).at("issued").as_int64();
  }

  static boost::json::object wish(const std::string& reference) {
    return {{"reference", reference},
            {"account", "A-1"},
            {"card", "C-1"},
            {"amount_minor", 2000},
            {"currency", "AUD"}};
  }

  lua::ScratchFolder folder_;
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<Sandbox> sandbox_;
  std::map<std::string, std::string> token_;
};

TEST_F(SandboxTest, wants_a_token_of_that_partner) {
  start();
  EXPECT_EQ(fetch_token("woolworths", "wrong"), "refused 401");
  token_["woolworths"] = "invented";
  EXPECT_EQ(call("POST", "/woolworths/vouchers", wish("r1")).status, 401);
  token_["woolworths"] = fetch_token("agl");
  EXPECT_EQ(call("POST", "/woolworths/vouchers", wish("r1")).status, 401);
  token_.clear();
  EXPECT_EQ(call("POST", "/woolworths/vouchers", wish("r1")).status, 201);
  EXPECT_EQ(issued("woolworths"), 1);
}

TEST_F(SandboxTest, late_answers_are_committed_first) {
  SandboxOptions options;
  options.late_permille = 1'000;
  options.late_ms = 20'000;
  start(options);
  const auto late = call("POST", "/opal/topups", wish("r1"), "", std::chrono::milliseconds(200));
  EXPECT_EQ(late.status, 0);
  EXPECT_EQ(issued("opal"), 1);
}

TEST_F(SandboxTest, cut_connections_are_committed_first_and_not_answered) {
  SandboxOptions options;
  options.cut_permille = 1'000;
  start(options);
  const auto cut = call("POST", "/opal/topups", wish("r1"));
  EXPECT_EQ(cut.status, 0) << "nothing is answered, and long before the time-out";
  EXPECT_EQ(issued("opal"), 1);
}

TEST_F(SandboxTest, a_503_may_say_when_to_come_again) {
  SandboxOptions options;
  options.error_permille = 1'000;
  options.retry_after_s = 120;
  start(options);
  EXPECT_EQ(call("POST", "/opal/topups", wish("r1")).headers.get("retry-after"), "120");
  options.retry_after_as_date = true;
  start(options);
  token_.clear();
  const auto refused = call("POST", "/opal/topups", wish("r1"));
  EXPECT_EQ(refused.status, 503);
  const auto now = system_clock().now();
  const auto wait = http::parse_retry_after(refused.headers.get("retry-after"), now);
  ASSERT_TRUE(wait);
  EXPECT_GT(*wait, std::chrono::seconds(100));
  EXPECT_LE(*wait, std::chrono::seconds(120));
}

TEST_F(SandboxTest, books_survive_a_restart_and_fill_the_report) {
  start();
  EXPECT_EQ(call("POST", "/agl/credits", wish("r1"), "k1").status, 201);
  const auto first = call("POST", "/agl/credits", wish("r1"), "k1").body;
  start();
  token_.clear();
  EXPECT_EQ(call("POST", "/agl/credits", wish("r1"), "k1").body, first);
  const auto reports = parse_json(call("POST", "/_reports").body).value();
  EXPECT_EQ(reports.at("agl").at("issued").as_int64(), 1);
  EXPECT_EQ(reports.at("agl").at("amount_minor").as_int64(), 2000);
  std::ifstream report(std::string(reports.at("agl").at("path").as_string()));
  std::string header, line, end;
  std::getline(report, header);
  std::getline(report, line);
  std::getline(report, end);
  EXPECT_EQ(header, "reference,amount_minor,currency,partner_reference,issued_at");
  EXPECT_TRUE(line.starts_with("r1,2000,AUD,AC0000001,"));
  EXPECT_TRUE(end.starts_with("END,1,2000,"));
}

}  // namespace
}  // namespace patchbay::adapters
