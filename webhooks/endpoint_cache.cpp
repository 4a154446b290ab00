#include "webhooks/endpoint_cache.h"

#include "hub/http/json.h"
#include "webhooks/endpoint_json.h"

namespace patchbay::webhooks {
namespace {

constexpr Duration age_max = std::chrono::seconds(1);
constexpr std::size_t organisations_max = 1000;  // in memory
/// Requests at once of an endpoint that fails: if it hangs, it keeps as many places.
constexpr std::int64_t failing_concurrency = 10;

http::Headers headers_of(const Secret& text) {
  http::Headers headers;
  const auto json = parse_json(text.reveal()).value();
  for (const auto& [name, value] : json.as_object())
    headers.add(std::string(name), std::string(value.as_string()));
  return headers;
}

oauth::SharedSettings token_settings_of(const ReceiverAuth& auth) {
  auto settings = std::make_shared<oauth::ClientSettings>();
  settings->token_endpoint = auth.token_url;
  settings->client_id = auth.client_id;
  settings->client_secret = auth.client_secret;
  settings->scope = auth.scope;
  return settings;
}

}  // namespace

std::string Endpoint::signatures(std::string_view id, Timestamp now, std::string_view body) const {
  std::string all;
  for (const auto& [key, expires_at] : keys) {
    if (expires_at && *expires_at <= now) continue;
    if (!all.empty()) all += ' ';
    all += key.sign(id, now.seconds(), body);
  }
  return all;
}

Async<std::shared_ptr<const Endpoint>> EndpointCache::find(OrganisationId organisation,
                                                           std::string endpoint) {
  if (auto fresh = find_fresh(organisation, endpoint)) co_return fresh;
  auto loaded = co_await store_.read(
      [&](store::Session& session) { return load(session, organisation, endpoint); });
  co_return keep(organisation, endpoint, std::move(loaded));
}

std::optional<std::size_t> EndpointCache::concurrency(const OrganisationId& organisation,
                                                      const std::string& endpoint) const {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(organisation);
  if (known == known_.end()) return std::nullopt;
  const auto found = known->second.endpoints.find(endpoint);
  if (found == known->second.endpoints.end()) return std::nullopt;
  const auto& known_endpoint = *found->second;
  const auto wanted = known_endpoint.view.delivery.concurrency;
  const bool is_failing = known_endpoint.may_be_failing;
  return static_cast<std::size_t>(is_failing ? std::min(wanted, failing_concurrency) : wanted);
}

EndpointCache::Shared EndpointCache::find_fresh(const OrganisationId& organisation,
                                                const std::string& endpoint) {
  const Timestamp now = clock_.now();
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(organisation);
  if (found == known_.end()) return nullptr;
  auto& known = found->second;
  if (now < known.checked_at || now - known.checked_at > age_max) {
    // The caller reads anew; until it is back the others go on with what is known.
    known.checked_at = now;
    return nullptr;
  }
  const auto held = known.endpoints.find(endpoint);
  if (held == known.endpoints.end()) return nullptr;
  const auto version = known.versions.find(endpoint);
  const bool is_current =
      version != known.versions.end() && version->second == held->second->view.version;
  return is_current ? held->second : nullptr;
}

EndpointCache::Loaded EndpointCache::load(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& endpoint) {
  const auto version_in = [&](const std::map<std::string, std::int64_t>& versions) {
    const auto found = versions.find(endpoint);
    return found == versions.end() ? std::nullopt : std::optional(found->second);
  };
  Loaded loaded;
  loaded.revision = find_revision(session, organisation);
  std::optional<std::int64_t> version, held_version;
  bool is_known = false;
  {
    const std::lock_guard lock(mutex_);
    const auto& known = known_[organisation];
    is_known = known.revision == loaded.revision;
    version = version_in(known.versions);
    const auto held = known.endpoints.find(endpoint);
    if (held != known.endpoints.end()) held_version = held->second->view.version;
  }
  if (!is_known) {
    loaded.versions = list_versions(session, organisation);
    version = version_in(*loaded.versions);
  }
  if (!version || version == held_version) return loaded;
  loaded.row = find_row(session, organisation, endpoint);
  loaded.secrets = live_secrets(session, organisation, endpoint, clock_.now());
  return loaded;
}

EndpointCache::Shared EndpointCache::keep(const OrganisationId& organisation,
                                          const std::string& endpoint, Loaded loaded) {
  auto opened = loaded.row ? open(organisation, std::move(*loaded.row), loaded.secrets) : nullptr;
  const std::lock_guard lock(mutex_);
  if (known_.size() > organisations_max) known_.clear();
  auto& known = known_[organisation];
  known.checked_at = clock_.now();
  // Answers may come back in another order than they were read in.
  if (loaded.versions && loaded.revision >= known.revision) {
    known.revision = loaded.revision;
    known.versions = std::move(*loaded.versions);
    std::erase_if(known.endpoints,
                  [&](const auto& held) { return !known.versions.contains(held.first); });
  }
  if (opened) {
    if (loaded.revision >= known.revision) known.endpoints[endpoint] = opened;
    return opened;
  }
  const auto held = known.endpoints.find(endpoint);
  return held == known.endpoints.end() ? nullptr : held->second;
}

EndpointCache::Shared EndpointCache::open(const OrganisationId& organisation, EndpointRow row,
                                          const std::vector<SecretRow>& secrets) const {
  auto endpoint = std::make_shared<Endpoint>();
  const std::string& id = row.view.id;
  for (const auto& secret : secrets) {
    const auto text =
        keys_.open(secret.sealed, secret_context(organisation, id, secret.id)).value();
    endpoint->keys.push_back({SigningKey::read(text).value(), secret.expires_at});
  }
  if (!row.sealed_headers.empty())
    endpoint->headers =
        headers_of(keys_.open(row.sealed_headers, headers_context(organisation, id)).value());
  if (!row.sealed_auth.empty()) {
    const auto text = keys_.open(row.sealed_auth, auth_context(organisation, id)).value();
    const auto auth = read_auth(parse_json(text.reveal()).value()).value();
    if (auth.type == ReceiverAuth::Type::oauth2_client_credentials)
      endpoint->token_settings = token_settings_of(auth);
    else if (auth.type == ReceiverAuth::Type::mtls)
      endpoint->identity =
          http::ClientIdentity::from_texts({auth.certificate, auth.key, auth.ca}).value();
  }
  endpoint->may_be_failing = row.view.failing_since.has_value();
  endpoint->view = std::move(row.view);
  return endpoint;
}

}  // namespace patchbay::webhooks
