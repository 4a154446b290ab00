#include "tests/unit/api/support.h"

#include "hub/loyalty/orders.h"
#include "tests/support/run_on.h"

namespace patchbay::api::test {
namespace {

/// Reading the document takes longer than a test, and it is the same in all of them.
const OpenApiCheck& check_of(const std::string& document) {
  static std::map<std::string, OpenApiCheck> checks;
  const auto known = checks.find(document);
  if (known != checks.end()) return known->second;
  return checks.emplace(document, OpenApiCheck::read(document).value()).first->second;
}

}  // namespace

jobs::WorkerStats FakeWorker::stats() const {
  jobs::WorkerStats stats;
  stats.claimed = 7;
  stats.done = 4;
  stats.again = 2;
  stats.dead = 1;
  return stats;
}

ApiTest::ApiTest() = default;
ApiTest::~ApiTest() = default;

void ApiTest::SetUp() {
  StoreTest::SetUp();
  if (IsSkipped()) return;
  serve(parts());
}

ApiParts ApiTest::parts() {
  ApiParts parts{store(), worker_, organisation, Secret(token)};
  parts.keys = crypto::KeyRing::generate("k1");
  parts.policies = policies_.get();
  return parts;
}

void ApiTest::serve(const ApiParts& parts) {
  handler_ = make_handler(parts);
  check_ = &check_of(ask("GET", "/openapi.json", "", false).body);
}

http::Response ApiTest::ask(const std::string& method, const std::string& target,
                            const std::string& authorization, bool checked) {
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

http::Response ApiTest::change(const std::string& method, const std::string& target,
                               const std::string& body, const std::string& key) {
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

boost::json::object ApiTest::ask_json(const std::string& target) {
  return boost::json::parse(ask("GET", target).body).as_object();
}

std::string ApiTest::detail_of(const http::Response& response) {
  return std::string(boost::json::parse(response.body).at("detail").as_string());
}

void ApiTest::order(const std::string& customer, std::int64_t minor) {
  const std::vector<loyalty::Order> orders{{"test",
                                            "o" + std::to_string(++orders_),
                                            customer,
                                            {minor, find_currency("USD").value()},
                                            start}};
  write([&](store::Session& s) {
    loyalty::post_orders(s, organisation, *policies_, orders, clock_, random_);
  });
}

}  // namespace patchbay::api::test
