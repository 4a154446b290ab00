#pragma once
// The API over a real store, with every answer checked against its own OpenAPI document.

#include <boost/json/parse.hpp>

#include "hub/api/api.h"
#include "hub/policy/policy.h"
#include "tests/support/openapi_check.h"
#include "tests/support/stores.h"

namespace patchbay::api::test {

inline const OrganisationId organisation = "acme";
inline const std::string token = "0123456789abcdef";
constexpr Timestamp start{1'700'000'000'000'000};

/// A worker with numbers that stand still.
class FakeWorker final : public jobs::Worker {
 public:
  void wake() override {}
  void stop(Duration) override {}
  jobs::WorkerStats stats() const override;
};

class ApiTest : public StoreTest {
 protected:
  ApiTest();
  ~ApiTest() override;
  void SetUp() override;

  /// The API of these parts from now on, and its document.
  void serve(const ApiParts& parts);
  /// What the API is made of; a test of more than that gives more.
  virtual ApiParts parts();

  /// Asks with `authorization` as it is; the answer must be documented.
  http::Response ask(const std::string& method, const std::string& target,
                     const std::string& authorization = "Bearer " + token, bool checked = true);
  /// A change by the administrator, with a key unless it is empty; the answer must be documented.
  http::Response change(const std::string& method, const std::string& target,
                        const std::string& body = "", const std::string& key = "");
  boost::json::object ask_json(const std::string& target);
  static std::string detail_of(const http::Response& response);

  /// One order of `minor` cents a customer.
  void order(const std::string& customer, std::int64_t minor);

  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  FakeWorker worker_;
  http::Handler handler_;
  const OpenApiCheck* check_ = nullptr;
  std::unique_ptr<policy::PolicyBook> policies_ =
      policy::make_fixed_book(policy::Policy::load("examples/policies").value());
  ManualClock clock_{start};
  SeededRandom random_{1};
  int orders_ = 0;
};

}  // namespace patchbay::api::test
