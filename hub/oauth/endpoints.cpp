#include "hub/oauth/endpoints.h"

namespace patchbay::oauth {
namespace {

constexpr std::size_t issuers_max = 10'000;
constexpr int ok = 200;
constexpr int server_error = 500;

const std::string& endpoint(const Endpoints& endpoints, Wanted wanted) {
  if (wanted == Wanted::token) return endpoints.token;
  return wanted == Wanted::authorization ? endpoints.authorization : endpoints.revocation;
}

/// What the settings give counts; the rest is the issuer's.
Endpoints joined(const ClientSettings& settings, const Endpoints& found) {
  Endpoints all = found;
  if (!settings.authorization_endpoint.empty()) all.authorization = settings.authorization_endpoint;
  if (!settings.token_endpoint.empty()) all.token = settings.token_endpoint;
  if (!settings.revocation_endpoint.empty()) all.revocation = settings.revocation_endpoint;
  return all;
}

Result<Endpoints> checked(Endpoints all, Wanted wanted) {
  if (wanted == Wanted::revocation || !endpoint(all, wanted).empty()) return all;
  return invalid(std::string("there is no ") +
                 (wanted == Wanted::token ? "token" : "authorization") +
                 " endpoint; give it, or an issuer that names it, in the partner's settings");
}

/// Nothing: this place has no document, another may.
std::optional<Result<Endpoints>> read_place(const std::string& issuer,
                                            const http::Exchange& exchange) {
  if (const auto* failure = std::get_if<http::Failure>(&exchange))
    return unavailable("the metadata of issuer " + issuer + ": " + failure->message);
  const auto& response = std::get<http::Response>(exchange);
  if (response.status == ok) return read_metadata(issuer, response.body);
  if (response.status >= server_error)
    return unavailable("the metadata of issuer " + issuer + ": it answered status " +
                       std::to_string(response.status));
  return std::nullopt;
}

}  // namespace

Async<Result<Endpoints>> Discovery::find(SharedSettings settings, Wanted wanted,
                                         http::Client& http) {
  const Endpoints given = joined(*settings, {});
  if (settings->issuer.empty() || !endpoint(given, wanted).empty())
    co_return checked(given, wanted);
  {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(settings->issuer);
    if (known != known_.end() && clock_.now() - known->second.at < metadata_life)
      co_return checked(joined(*settings, known->second.endpoints), wanted);
  }
  auto found = co_await discover(settings->issuer, settings->timeout, http);
  if (!found) co_return found.error();
  {
    const std::lock_guard lock(mutex_);
    if (known_.size() >= issuers_max) known_.clear();
    known_[settings->issuer] = {*found, clock_.now()};
  }
  co_return checked(joined(*settings, *found), wanted);
}

Async<Result<Endpoints>> Discovery::discover(std::string issuer, std::chrono::milliseconds timeout,
                                             http::Client& http) {
  const auto urls = metadata_urls(issuer);
  if (!urls) co_return urls.error();
  for (const auto& url : *urls) {
    http::ClientRequest request;
    request.url = url;
    request.headers.set("Accept", "application/json");
    request.timeout = timeout;
    const auto exchange = co_await http.send(std::move(request));
    auto read = read_place(issuer, exchange);
    if (read) co_return std::move(*read);
  }
  co_return invalid("issuer " + issuer + " describes itself neither at " + urls->at(0) +
                    " nor at " + urls->at(1) + "; give the endpoints in the partner's settings");
}

}  // namespace patchbay::oauth
