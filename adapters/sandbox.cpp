#include "adapters/sandbox.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "adapters/sandbox_faults.h"
#include "adapters/sandbox_partner.h"
#include "hub/http/json.h"
#include "hub/http/server.h"

namespace patchbay::adapters {
namespace {

using Partners = std::map<std::string, std::unique_ptr<SandboxPartner>>;

struct Answer {
  http::Response response;
  Duration delay{};  ///< before it is sent
};

http::Response error_response(int status, const char* code) {
  return http::json_response(status, boost::json::serialize(boost::json::object{{"error", code}}));
}

/// What the fault depends on: the call's key, else its reference, else its target.
std::string key_of(const http::Request& request, const boost::json::value& json) {
  const std::string_view header = request.headers.get("idempotency-key");
  if (!header.empty()) return std::string(header);
  const auto* body = json.if_object();
  const auto* member = body ? body->if_contains("reference") : nullptr;
  if (member && member->is_string()) return std::string(member->get_string());
  const std::string reference = http::query_value(request.query(), "reference");
  return reference.empty() ? request.target : reference;
}

/// Everything but sockets; runs on one thread.
class Desk {
 public:
  Desk(const SandboxOptions& options, Partners partners)
      : late_(std::chrono::milliseconds(options.late_ms)),
        partners_(std::move(partners)),
        faults_(options.seed, options.error_permille, options.late_permille),
        rate_(options.calls_per_second) {}

  Answer answer(const http::Request& request) {
    const std::string path(request.path());
    const Timestamp now = system_clock().now();
    if (path == "/_books" && request.method == "GET") return {totals(), {}};
    if (path == "/_reports" && request.method == "POST") return {write_reports(now), {}};
    const std::size_t slash = std::min(path.find('/', 1), path.size());
    const auto partner = partners_.find(path.substr(std::min<std::size_t>(1, slash), slash - 1));
    if (slash == 0 || partner == partners_.end()) return {error_response(404, "not_found"), {}};
    const std::string rest = path.substr(slash);
    if (rest == "/oauth/token" && request.method == "POST")
      return {partner->second->grant_token(request, now), {}};
    return call(partner->first, *partner->second, request, rest, now);
  }

 private:
  Answer call(const std::string& id, SandboxPartner& partner, const http::Request& request,
              const std::string& path, Timestamp now) {
    if (!partner.accepts_token(request, now)) return {error_response(401, "invalid_token"), {}};
    if (!rate_.take(now)) {
      auto refusal = error_response(429, "too_many_requests");
      refusal.headers.set("Retry-After", "1");
      return {std::move(refusal), {}};
    }
    boost::json::value json;
    if (!request.body.empty()) {
      auto parsed = parse_json(request.body);
      if (!parsed) return {error_response(400, "invalid_json"), {}};
      json = std::move(*parsed);
    }
    const Fault fault = faults_.next(id + " " + request.method + " " + key_of(request, json));
    if (fault == Fault::error) return {error_response(503, "unavailable"), {}};
    const bool value = request.method != "GET" && request.method != "HEAD";
    auto response = partner.answer({request, path, std::move(json), now});
    return {std::move(response), value && fault == Fault::late ? late_ : Duration{}};
  }

  http::Response totals() const {
    boost::json::object all;
    for (const auto& [id, partner] : partners_) all[id] = totals_of(*partner);
    return http::json_response(200, boost::json::serialize(all));
  }

  http::Response write_reports(Timestamp now) const {
    boost::json::object all;
    for (const auto& [id, partner] : partners_) {
      if (auto written = partner->books().write_report(partner->report_file(), now); !written)
        return http::problem(500, "report", written.error().message);
      auto totals = totals_of(*partner);
      totals["path"] = partner->report_file();
      all[id] = std::move(totals);
    }
    return http::json_response(200, boost::json::serialize(all));
  }

  static boost::json::object totals_of(const SandboxPartner& partner) {
    return {{"issued", static_cast<std::int64_t>(partner.books().rows().size())},
            {"amount_minor", partner.books().amount_minor()}};
  }

  Duration late_;
  Partners partners_;
  Faults faults_;
  CallRate rate_;
};

class RunningSandbox final : public Sandbox {
 public:
  RunningSandbox(const SandboxOptions& options, Partners partners)
      : desk_(options, std::move(partners)) {}
  ~RunningSandbox() override {
    server_.reset();  // nobody hands in work any more
    thread_.join();
  }

  Result<void> listen(http::Loops& loops, std::uint16_t port) {
    http::ServerOptions options;
    options.port = port;
    auto server = http::start_server(
        loops, options, [this](http::Request request) { return handle(std::move(request)); });
    if (!server) return server.error();
    server_ = std::move(*server);
    return {};
  }
  std::uint16_t port() const override { return server_->port(); }

 private:
  /// Scripts and books have a thread of their own; a late answer sleeps on the loop.
  Async<http::Response> handle(http::Request request) {
    Async<Answer> work = at_desk(std::move(request));
    Answer answer = co_await boost::asio::co_spawn(thread_.get_executor(), std::move(work),
                                                   boost::asio::use_awaitable);
    if (answer.delay > Duration{}) co_await sleep_for(answer.delay);
    co_return std::move(answer.response);
  }
  Async<Answer> at_desk(http::Request request) { co_return desk_.answer(request); }

  Desk desk_;
  boost::asio::thread_pool thread_{1};
  std::unique_ptr<http::Server> server_;
};

std::vector<std::string> folders_with_sandbox(const std::string& folder) {
  std::vector<std::string> ids;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (std::filesystem::exists(entry.path() / "sandbox.lua"))
      ids.push_back(entry.path().filename().string());
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

Result<std::unique_ptr<Sandbox>> start_sandbox(http::Loops& loops, SandboxOptions options) {
  if (options.partners.empty()) options.partners = folders_with_sandbox(options.scripts_folder);
  if (options.partners.empty())
    return not_found("no folder with a sandbox.lua in " + options.scripts_folder);
  std::error_code problem;
  std::filesystem::create_directories(options.books_folder, problem);
  if (problem)
    return unavailable("the folder " + options.books_folder +
                       " cannot be made: " + problem.message());
  Partners partners;
  for (const std::string& id : options.partners) {
    auto partner = SandboxPartner::open(id, options);
    if (!partner) return partner.error();
    partners[id] = std::move(*partner);
  }
  auto sandbox = std::make_unique<RunningSandbox>(options, std::move(partners));
  if (auto listening = sandbox->listen(loops, options.port); !listening) return listening.error();
  return std::unique_ptr<Sandbox>(std::move(sandbox));
}

}  // namespace patchbay::adapters
