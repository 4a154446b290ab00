#include "webhooks/endpoint_cache.h"

#include "webhooks/standard.h"

namespace patchbay::webhooks {
namespace {

constexpr Duration age_max = std::chrono::seconds(1);

}  // namespace

Async<std::shared_ptr<const Endpoint>> EndpointCache::find(OrganisationId organisation,
                                                           std::string endpoint) {
  const Key key{organisation, endpoint};
  if (auto fresh = find_fresh(key)) co_return fresh;
  auto row = co_await store_.read([&key](store::Session& session) {
    return find_endpoint_row(session, key.first, key.second);
  });
  co_return keep(key, std::move(row));
}

std::shared_ptr<const Endpoint> EndpointCache::find_fresh(const Key& key) {
  const Timestamp now = clock_.now();
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  auto& entry = found->second;
  if (now >= entry.checked_at && now - entry.checked_at <= age_max) return entry.endpoint;
  // The caller reads anew; until it is back the others go on with what is known.
  entry.checked_at = now;
  return nullptr;
}

std::shared_ptr<const Endpoint> EndpointCache::keep(const Key& key,
                                                    std::optional<EndpointRow> row) {
  const Timestamp now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (!row) {
    entries_.erase(key);
    return nullptr;
  }
  auto& entry = entries_[key];
  entry.checked_at = now;
  if (entry.endpoint && entry.endpoint->version >= row->version) return entry.endpoint;
  auto text = keys_.open(row->sealed_secret, secret_context(key.first, key.second)).value();
  auto secret = decode_secret(text).value();
  entry.endpoint = std::make_shared<const Endpoint>(
      Endpoint{std::move(row->url), std::move(secret), row->version});
  return entry.endpoint;
}

}  // namespace patchbay::webhooks
