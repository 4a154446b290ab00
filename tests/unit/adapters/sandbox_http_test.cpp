// The sandbox over real HTTP: tokens, a late answer, restarts, reports (the rest:
// sandbox_desk_test).

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "hub/http/client.h"
#include "hub/http/retry_after.h"
#include "tests/unit/adapters/sandbox_calls.h"

namespace patchbay::adapters {
namespace {

class SandboxTest : public SandboxCalls {
 protected:
  void open(const SandboxOptions& options) override {
    sandbox_.reset();
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
                      http::Headers headers) override {
    http::ClientRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(sandbox_->port()) + path;
    request.body = body;
    request.headers = std::move(headers);
    request.timeout = timeout_;
    auto sending = client_->send(std::move(request));
    const auto exchange =
        boost::asio::co_spawn(loops_->at(0), std::move(sending), boost::asio::use_future).get();
    if (const auto* response = std::get_if<http::Response>(&exchange)) return *response;
    return {0, {}, std::get<http::Failure>(exchange).message};
  }

  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<Sandbox> sandbox_;
  std::chrono::milliseconds timeout_{10'000};
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
  token_["opal"] = fetch_token("opal");
  timeout_ = std::chrono::milliseconds(200);
  const auto late = call("POST", "/opal/topups", wish("r1"));
  EXPECT_EQ(late.status, 0);
  timeout_ = std::chrono::seconds(10);
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

TEST_F(SandboxTest, books_survive_a_restart_and_fill_the_report) { expect_books_to_survive(); }

}  // namespace
}  // namespace patchbay::adapters
