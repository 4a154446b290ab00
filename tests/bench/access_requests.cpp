#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "hub/access/audit.h"
#include "hub/access/issue.h"
#include "hub/access/request_signature.h"
#include "hub/api/api.h"
#include "hub/api/change.h"
#include "hub/api/guard.h"
#include "tests/bench/access.h"

namespace patchbay::bench {
namespace {

namespace asio = boost::asio;
using api::ApiParts;
using Steady = std::chrono::steady_clock;

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

/// Sends all of them over one connection, one after the other; every answer must be 200.
void send_all(std::uint16_t port, const std::vector<std::string>& requests) {
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  socket.connect({asio::ip::address_v4::loopback(), port});
  socket.set_option(asio::ip::tcp::no_delay(true));
  asio::streambuf buffer;
  for (const auto& request : requests) {
    asio::write(socket, asio::buffer(request));
    const auto head = asio::read_until(socket, buffer, "\r\n\r\n");
    std::string text(asio::buffers_begin(buffer.data()),
                     asio::buffers_begin(buffer.data()) + static_cast<std::ptrdiff_t>(head));
    if (!text.starts_with("HTTP/1.1 200"))
      throw ErrorException(internal("the hub answered " + text.substr(0, 12)));
    const auto whole = head + answer_body.size();
    if (buffer.size() < whole)
      asio::read(socket, buffer, asio::transfer_exactly(whole - buffer.size()));
    buffer.consume(whole);
  }
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

  struct Pace {
    double per_s = 0;
    double cpu_us = 0;  ///< a request, of hub and client together

    void take_best(const Pace& other) {
      per_s = std::max(per_s, other.per_s);
      cpu_us = cpu_us == 0 ? other.cpu_us : std::min(cpu_us, other.cpu_us);
    }
  };

  Pace pace(const std::string& method, const std::string& base, int count) {
    std::vector<std::vector<std::string>> requests(clients);
    for (auto& some : requests)
      for (int i = 0; i < count; ++i) some.push_back(bytes_of(method, base, ++number_, one_));
    std::atomic<bool> failed = false;
    const auto start = Steady::now();
    const auto cpu_start = std::clock();
    {
      std::vector<std::jthread> threads;
      for (const auto& some : requests)
        threads.emplace_back([&failed, &some, port = server_->port()] {
          try {
            send_all(port, some);
          } catch (const std::exception&) {
            failed = true;
          }
        });
    }
    if (failed) throw ErrorException(internal("a request of " + base + " was not answered well"));
    const double sent = clients * count;
    const double cpu_us = 1e6 * static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
    return {sent / std::chrono::duration<double>(Steady::now() - start).count(), cpu_us / sent};
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
    Bench::Pace guarded, open;
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
