#pragma once
// The API over a real store, with every answer checked against its own OpenAPI document.

#include <boost/json/parse.hpp>

#include "hub/api/api.h"
#include "hub/loyalty/orders.h"
#include "tests/support/openapi_check.h"
#include "tests/support/stores.h"
#include "tests/unit/http/run.h"

namespace patchbay::api::test {

inline const OrganisationId organisation = "acme";
inline const std::string token = "0123456789abcdef";
constexpr Timestamp start{1'700'000'000'000'000};

/// A worker with numbers that stand still.
class FakeWorker final : public jobs::Worker {
 public:
  void wake() override {}
  void stop(Duration) override {}
  jobs::WorkerStats stats() const override {
    jobs::WorkerStats stats;
    stats.claimed = 7;
    stats.done = 4;
    stats.again = 2;
    stats.dead = 1;
    return stats;
  }
};

class ApiTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    const ApiParts parts{store(), worker_, organisation, Secret(token)};
    handler_ = make_handler(parts);
    check_.emplace(OpenApiCheck::read(ask("GET", "/openapi.json", "", false).body).value());
  }

  /// Asks with `authorization` as it is; the answer must be documented.
  http::Response ask(const std::string& method, const std::string& target,
                     const std::string& authorization = "Bearer " + token, bool checked = true) {
    http::Request request;
    request.method = method;
    request.target = target;
    if (!authorization.empty()) request.headers.add("Authorization", authorization);
    auto response = run_on(loops_->at(0), handler_(request));
    if (checked) {
      EXPECT_TRUE(check_->answer(request, response));
    }
    return response;
  }
  /// A change by the administrator, with a key unless it is empty; the answer must be documented.
  http::Response change(const std::string& method, const std::string& target,
                        const std::string& body = "", const std::string& key = "") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers.add("Authorization", "Bearer " + token);
    if (!key.empty()) request.headers.add("Idempotency-Key", key);
    auto response = run_on(loops_->at(0), handler_(request));
    EXPECT_TRUE(check_->answer(request, response)) << method << " " << target;
    return response;
  }
  boost::json::object ask_json(const std::string& target) {
    return boost::json::parse(ask("GET", target).body).as_object();
  }
  std::string detail_of(const http::Response& response) {
    return std::string(boost::json::parse(response.body).at("detail").as_string());
  }

  /// One order of `minor` cents a customer.
  void order(const std::string& customer, std::int64_t minor) {
    const std::vector<loyalty::Order> orders{{"test",
                                              "o" + std::to_string(++orders_),
                                              customer,
                                              {minor, find_currency("USD").value()},
                                              start}};
    write([&](store::Session& s) {
      loyalty::post_orders(s, organisation, policy_, orders, clock_, random_);
    });
  }

  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  FakeWorker worker_;
  http::Handler handler_;
  std::optional<OpenApiCheck> check_;
  policy::Policy policy_ = policy::Policy::load("policies").value();
  ManualClock clock_{start};
  SeededRandom random_{1};
  int orders_ = 0;
};

}  // namespace patchbay::api::test
