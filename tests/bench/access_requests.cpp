
#include "hub/access/audit.h"
#include "hub/access/issue.h"
#include "hub/access/request_signature.h"
#include "hub/api/api.h"
#include "hub/api/change.h"
#include "hub/api/guard.h"
#include "tests/bench/access.h"
#include "tests/bench/http_load.h"

namespace patchbay::bench {
namespace {

using api::ApiParts;

constexpr int clients = 16;
constexpr int reads_a_client = 4'000;
constexpr int changes_a_client = 150;
constexpr int rounds = 3;  ///< of each, in turn; the best counts, since others use the machine

class NoWorker final : public jobs::Worker {
 public:
  void wake() override {}
  void stop(Duration) override {}
  jobs::WorkerStats stats() const override { return {}; }
};

const std::string answer_body = R"({"id":"42","tier":"gold","points":612,"orders":7})";

Async<http::Response> show(const http::Request&, const http::PathValues&) {
  co_return http::json_response(200, answer_body);
}

/// One row, as the smallest change of the API.
Result<http::Response> add(store::Session& session, const http::Request& request,
                           const http::PathValues&) {
  access::record(session, {"bench", "bench", "bench.add", request.body, "", "", {1}});
  return http::json_response(200, answer_body);
}

std::vector<http::Route> routes_of(const ApiParts& parts) {
  std::vector<http::Route> routes;
  for (const bool is_guarded : {true, false}) {
    const std::string base = is_guarded ? "/guarded" : "/open";
    routes.push_back({"GET", base + "/{id}", show, is_guarded, "{}"});
    routes.push_back(api::change_route(parts, {"POST", base + "/{id}", {}, is_guarded, "{}"}, add));
  }
  return routes;
}

/// The bytes of a request that nobody has sent before.
std::string bytes_of(const std::string& method, const std::string& base, int number,
                     const access::Issued& one) {
  http::Request request;
  request.method = method;
  request.target = base + "/" + std::to_string(number);
  if (method == "POST") request.body = R"({"reason":"a change of ordinary size"})";
  const std::string at = std::to_string(system_clock().now().seconds());
  std::string bytes = method + " " + request.target + " HTTP/1.1\r\nHost: hub\r\nContent-Length: " +
                      std::to_string(request.body.size()) + "\r\n";
  // The open route gets the same bytes but for its name, so that both read as much.
  bytes +=
      "Authorization: Bearer " + one.credential.public_key + "\r\nX-Patchbay-Timestamp: " + at +
      "\r\nX-Patchbay-Signature: " + access::sign_request(one.secret, at, request) + "\r\n\r\n";
  return bytes + request.body;
}

class Bench {
 public:
  explicit Bench(const AccessPlace& place)
      : store_(store::open_store({.url = place.store_url}).value()),
        book_(access::make_credential_book(*store_, *loops_, keys_, system_clock())) {
    ApiParts parts{*store_, worker_, "bench", Secret()};
    parts.credentials = book_.get();
    router_ = std::make_shared<const http::Router>(routes_of(parts), api::make_guard(parts));
    server_ = http::start_server(*loops_, {}, [router = router_](http::Request request) {
                return router->handle(std::move(request));
              }).value();
    access::NewCredential wanted;
    wanted.organisation = "bench";
    wanted.role = "owner";
    wanted.signing = access::Signing::required;
    one_ = store_
               ->run_blocking(store::Access::write,
                              [&](store::Session& session) {
                                return access::issue_credential(session, wanted, keys_, {"bench"},
                                                                system_clock().now());
                              })
               .value();
  }
  ~Bench() {
    server_->stop(std::chrono::milliseconds(500));
    book_->stop();
    loops_->stop();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  Pace pace(const std::string& method, const std::string& base, int count) {
    Load load{server_->port(), std::vector<std::vector<std::string>>(clients)};
    for (auto& some : load.requests)
      for (int i = 0; i < count; ++i) some.push_back(bytes_of(method, base, ++number_, one_));
    return send(load);
  }

 private:
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<http::Loops> loops_ = http::start_loops(2);
  crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  NoWorker worker_;
  std::unique_ptr<access::CredentialBook> book_;
  std::shared_ptr<const http::Router> router_;
  std::unique_ptr<http::Server> server_;
  access::Issued one_;
  int number_ = 0;
};

}  // namespace

void measure_signed_requests(const AccessPlace& place, std::vector<Measurement>& results) {
  Bench bench(place);
  for (const auto& [name, method, count] :
       {std::tuple("signed_request_read", "GET", reads_a_client),
        std::tuple("signed_request_change", "POST", changes_a_client)}) {
    Pace guarded, open;
    for (int i = 0; i < rounds; ++i) {
      open.take_best(bench.pace(method, "/open", count));
      guarded.take_best(bench.pace(method, "/guarded", count));
    }
    results.push_back({name + place.suffix, guarded.per_s, "requests/s", open.per_s});
    results.push_back(
        {name + std::string("_cpu_us") + place.suffix, guarded.cpu_us, "us", open.cpu_us});
  }
}

}  // namespace patchbay::bench
