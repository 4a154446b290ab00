#include "adapters/sandbox_partner.h"

#include <boost/json/serialize.hpp>

#include "hub/base/random.h"
#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/system_random.h"

namespace patchbay::adapters {
namespace {

constexpr std::chrono::seconds token_lifetime{3'600};
constexpr std::size_t token_bytes = 24;
constexpr std::size_t tokens_max = 10'000;

http::Response error_response(int status, const std::string& code, const std::string& message) {
  return http::json_response(
      status, boost::json::serialize(boost::json::object{{"error", code}, {"message", message}}));
}

boost::json::object query_of(std::string_view query) {
  boost::json::object values;
  if (query.empty()) return values;
  for (const std::string_view part : split(query, '&')) {
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view value = part.substr(std::min(equals + 1, part.size()));
    values[http::percent_decode(part.substr(0, equals))] = http::percent_decode(value);
  }
  return values;
}

boost::json::object headers_of(const http::Headers& headers) {
  boost::json::object values;
  for (const auto& [name, value] : headers) values[to_lower(name)] = value;
  return values;
}

/// A voucher code that looks like one: sixteen digits from the seed and the number.
std::string code_of(std::uint64_t seed, std::int64_t number) {
  const std::string digits =
      std::to_string(mix(seed, static_cast<std::uint64_t>(number)) % 10'000'000'000'000'000u);
  return std::string(16 - digits.size(), '0') + digits;
}

http::Response response_of(const boost::json::value& answer) {
  const auto* table = answer.if_object();
  const auto* status = table ? table->if_contains("status") : nullptr;
  if (!status || !status->is_int64())
    return error_response(500, "sandbox_error", "the route must return { status = …, json = … }");
  const auto* json = table->if_contains("json");
  auto response = http::json_response(static_cast<int>(status->get_int64()),
                                      json ? boost::json::serialize(*json) : "");
  if (const auto* headers = table->if_contains("headers"); headers && headers->is_object())
    for (const auto& header : headers->get_object())
      if (header.value().is_string())
        response.headers.set(header.key(), std::string(header.value().get_string()));
  return response;
}

}  // namespace

Result<std::unique_ptr<SandboxPartner>> SandboxPartner::open(const std::string& id,
                                                             const SandboxOptions& options) {
  std::unique_ptr<SandboxPartner> partner(new SandboxPartner);
  partner->client_id_ = options.client_id;
  partner->client_secret_ = options.client_secret;
  partner->seed_ = options.seed;
  partner->report_file_ = options.books_folder + "/" + id + ".report.csv";
  auto books = Books::open(options.books_folder + "/" + id + ".books.jsonl");
  if (!books) return books.error();
  partner->books_ = std::move(*books);
  auto webhooks = WebhookBook::open(id, options.books_folder + "/" + id + ".webhooks.jsonl");
  if (!webhooks) return webhooks.error();
  partner->webhooks_ = std::move(*webhooks);
  partner->sends_webhooks_ = !options.webhooks_url.empty();
  auto script = lua::load_script(options.scripts_folder + "/" + id + "/sandbox.lua",
                                 partner->host_functions());
  if (!script) return script.error();
  partner->script_ = std::move(*script);
  const auto* data = partner->script_->data().if_object();
  const auto* auth = data ? data->if_contains("auth") : nullptr;
  partner->checks_itself_ = auth && *auth == "own";
  return partner;
}

std::map<std::string, lua::HostFunction> SandboxPartner::host_functions() {
  using boost::json::value;
  return {{"books_find",
           [this](const value& arguments) -> value {
             return books_->find(std::string(arguments.at(0).as_string()));
           }},
          {"books_add",
           [this](const value& arguments) -> value {
             books_->add(arguments.at(0).as_object(), now_);
             return nullptr;
           }},
          {"books_reverse",
           [this](const value& arguments) -> value {
             books_->reverse(std::string(arguments.at(0).as_string()));
             return nullptr;
           }},
          {"webhook",
           [this](const value& arguments) -> value {
             if (sends_webhooks_) webhooks_->add(arguments.at(0).as_object(), now_);
             return nullptr;
           }},
          {"book_number", [this](const value&) -> value { return books_->next_number(); }},
          {"make_code", [this](const value& arguments) -> value {
             return boost::json::string(code_of(seed_, arguments.at(0).as_int64()));
           }}};
}

http::Response SandboxPartner::grant_token(const http::Request& request, Timestamp now) {
  const std::string_view header = request.headers.get("authorization");
  const auto basic = header.starts_with("Basic ") ? crypto::from_base64(header.substr(6))
                                                  : Result<std::string>(invalid("no Basic"));
  const std::string wanted = client_id_ + ":" + client_secret_;
  if (!basic || !crypto::equal_in_constant_time(http::percent_decode(*basic), wanted))
    return error_response(401, "invalid_client", "client_id or client_secret is wrong");
  if (http::query_value(request.body, "grant_type") != "client_credentials")
    return error_response(400, "unsupported_grant_type", "use client_credentials");
  const std::string token(crypto::random_hex(token_bytes).reveal());
  std::erase_if(tokens_, [now](const auto& entry) { return entry.second <= now; });
  if (tokens_.size() >= tokens_max) tokens_.clear();
  tokens_[token] = now + token_lifetime;
  return http::json_response(
      200, boost::json::serialize(boost::json::object{{"access_token", token},
                                                      {"token_type", "Bearer"},
                                                      {"expires_in", token_lifetime.count()}}));
}

bool SandboxPartner::accepts_token(const http::Request& request, Timestamp now) const {
  if (checks_itself_) return true;
  const std::string_view header = request.headers.get("authorization");
  if (!header.starts_with("Bearer ")) return false;
  const auto found = tokens_.find(std::string(header.substr(7)));
  return found != tokens_.end() && found->second > now;
}

http::Response SandboxPartner::answer(const PartnerRequest& request) {
  now_ = request.now;
  boost::json::object table{{"query", query_of(request.http.query())},
                            {"headers", headers_of(request.http.headers)},
                            {"json", request.json},
                            {"now", request.now.micros}};
  const std::string route = request.http.method + " " + request.path;
  const std::size_t slash = route.rfind('/') + 1;
  table["value"] = http::percent_decode(std::string_view(route).substr(slash));
  const boost::json::value asked(std::move(table));
  auto answer = script_->call({"routes", route}, {asked});
  if (!answer && answer.error().kind == ErrorKind::not_found)
    answer = script_->call({"routes", route.substr(0, slash) + "{value}"}, {asked});
  if (answer) return response_of(*answer);
  if (answer.error().kind == ErrorKind::not_found)
    return error_response(404, "not_found", "there is no such route");
  return error_response(500, "sandbox_error", answer.error().message);
}

}  // namespace patchbay::adapters
