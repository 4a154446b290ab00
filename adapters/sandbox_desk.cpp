#include "adapters/sandbox_desk.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "hub/http/http_date.h"
#include "hub/http/json.h"

namespace patchbay::adapters {
namespace {

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

std::vector<std::string> folders_with_sandbox(const std::string& folder) {
  std::vector<std::string> ids;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (std::filesystem::exists(entry.path() / "sandbox.lua"))
      ids.push_back(entry.path().filename().string());
  std::sort(ids.begin(), ids.end());
  return ids;
}

FaultRates rates_of(const SandboxOptions& options) {
  using std::chrono::milliseconds;
  return {options.error_permille, options.late_permille, options.cut_permille,
          milliseconds(options.latency_min_ms), milliseconds(options.latency_max_ms)};
}

boost::json::object totals_of(const SandboxPartner& partner) {
  return {{"issued", static_cast<std::int64_t>(partner.books().rows().size())},
          {"amount_minor", partner.books().amount_minor()}};
}

}  // namespace

Result<std::unique_ptr<SandboxDesk>> SandboxDesk::open(SandboxOptions options) {
  if (options.partners.empty()) options.partners = folders_with_sandbox(options.scripts_folder);
  if (options.partners.empty())
    return not_found("no folder with a sandbox.lua in " + options.scripts_folder);
  std::error_code problem;
  std::filesystem::create_directories(options.books_folder, problem);
  if (problem)
    return unavailable("the folder " + options.books_folder +
                       " cannot be made: " + problem.message());
  std::unique_ptr<SandboxDesk> desk(new SandboxDesk(options));
  for (const std::string& id : options.partners) {
    auto partner = SandboxPartner::open(id, options);
    if (!partner) return partner.error();
    desk->partners_[id] = std::move(*partner);
  }
  return desk;
}

SandboxDesk::SandboxDesk(const SandboxOptions& options)
    : late_(std::chrono::milliseconds(options.late_ms)),
      retry_after_(std::chrono::seconds(options.retry_after_s)),
      retry_after_as_date_(options.retry_after_as_date),
      faults_(options.seed, rates_of(options)),
      rate_(options.calls_per_second) {}

SandboxAnswer SandboxDesk::answer(const http::Request& request, Timestamp now) {
  const std::string path(request.path());
  if (path == "/_books" && request.method == "GET") return {totals(), {}};
  if (path == "/books" && request.method == "GET")
    return {all_books(http::query_value(request.query(), "partner")), {}};
  if (path == "/_webhooks" && request.method == "GET") return {webhook_totals(), {}};
  if (path == "/_reports" && request.method == "POST") return {write_reports(now), {}};
  const std::size_t slash = path.find('/', 1);
  if (slash == std::string::npos) return {error_response(404, "not_found"), {}};
  const auto partner = partners_.find(path.substr(1, slash - 1));
  if (partner == partners_.end()) return {error_response(404, "not_found"), {}};
  const std::string rest = path.substr(slash);
  if (rest == "/oauth/token" && request.method == "POST")
    return {partner->second->grant_token(request, now), {}};
  return call(partner->first, *partner->second, request, rest, now);
}

SandboxAnswer SandboxDesk::call(const std::string& id, SandboxPartner& partner,
                                const http::Request& request, const std::string& path,
                                Timestamp now) {
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
  const std::string key = id + " " + request.method + " " + key_of(request, json);
  const Fault fault = faults_.next(key);
  const Duration latency = faults_.latency(key);
  if (fault == Fault::error) return {busy(now), latency};
  const bool value = request.method != "GET" && request.method != "HEAD";
  auto response = partner.answer({request, path, std::move(json), now});
  response.cut = value && fault == Fault::cut;
  return {std::move(response), value && fault == Fault::late ? latency + late_ : latency};
}

http::Response SandboxDesk::busy(Timestamp now) const {
  auto refusal = error_response(503, "unavailable");
  if (retry_after_ <= Duration::zero()) return refusal;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(retry_after_).count();
  refusal.headers.set("Retry-After", retry_after_as_date_ ? http::to_http_date(now + retry_after_)
                                                          : std::to_string(seconds));
  return refusal;
}

http::Response SandboxDesk::totals() const {
  boost::json::object all;
  for (const auto& [id, partner] : partners_) all[id] = totals_of(*partner);
  return http::json_response(200, boost::json::serialize(all));
}

http::Response SandboxDesk::all_books(const std::string& wanted) const {
  constexpr std::size_t rows_max = 1'000;  // of a partner, the newest
  boost::json::array all;
  for (const auto& [id, partner] : partners_) {
    if (!wanted.empty() && id != wanted) continue;
    const auto& rows = partner->books().rows();
    for (std::size_t i = rows.size() - std::min(rows.size(), rows_max); i < rows.size(); ++i) {
      boost::json::object row = rows[i];
      row["partner"] = id;
      all.push_back(std::move(row));
    }
  }
  return http::json_response(
      200, boost::json::serialize(boost::json::object{{"books", std::move(all)}}));
}

http::Response SandboxDesk::webhook_totals() const {
  boost::json::object all;
  for (const auto& [id, partner] : partners_)
    all[id] = boost::json::object{{"queued", partner->webhooks().queued()},
                                  {"waiting", partner->webhooks().waiting_count()}};
  return http::json_response(200, boost::json::serialize(all));
}

std::vector<std::pair<std::string, QueuedWebhook>> SandboxDesk::waiting_webhooks() const {
  constexpr std::size_t at_once_max = 20;  // of a partner
  std::vector<std::pair<std::string, QueuedWebhook>> all;
  for (const auto& [id, partner] : partners_)
    for (auto& webhook : partner->webhooks().waiting(at_once_max))
      all.emplace_back(id, std::move(webhook));
  return all;
}

void SandboxDesk::webhook_taken(const std::string& partner, const std::string& id) {
  const auto found = partners_.find(partner);
  if (found != partners_.end()) found->second->webhooks().taken(id);
}

http::Response SandboxDesk::write_reports(Timestamp now) const {
  boost::json::object all;
  for (const auto& [id, partner] : partners_) {
    if (auto written = partner->books().write_report(partner->report_file(), now); !written)
      return http::problem(500, "Report not written", written.error().message);
    auto totals = totals_of(*partner);
    totals["path"] = partner->report_file();
    all[id] = std::move(totals);
  }
  return http::json_response(200, boost::json::serialize(all));
}

}  // namespace patchbay::adapters
