#include "webhooks/endpoint_json.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/manifest_pace.h"
#include "adapters/strict_object.h"
#include "hub/http/json.h"

namespace patchbay::webhooks {
namespace {

using adapters::StrictObject;
using std::chrono::milliseconds;

constexpr std::size_t pem_bytes_max = 64UL * 1024;

std::int64_t in_ms(Duration time) { return std::chrono::duration_cast<milliseconds>(time).count(); }

boost::json::object to_json(const jobs::RetryPolicy& policy) {
  boost::json::object json{{"backoff", name_of(policy.backoff)},
                           {"attempts", policy.attempts_max},
                           {"base_ms", in_ms(policy.base)},
                           {"cap_ms", in_ms(policy.cap)},
                           {"span_ms", in_ms(policy.span_max)}};
  if (policy.backoff != jobs::Backoff::list) return json;
  boost::json::array delays;
  for (const auto delay : policy.delays) delays.emplace_back(in_ms(delay));
  json["delays_ms"] = std::move(delays);
  json["jitter_percent"] = policy.jitter_percent;
  return json;
}

std::string pem(StrictObject& object, const char* key, bool is_needed) {
  std::string text =
      object.text(key, is_needed ? std::nullopt : std::optional<std::string>(std::string()));
  if (text.size() > pem_bytes_max)
    object.fail("\"" + std::string(key) + "\" is longer than 64 KiB");
  return text;
}

}  // namespace

boost::json::object to_json(const DeliverySettings& settings) {
  boost::json::object json{{"rate_per_second", settings.rate_per_second},
                           {"concurrency", settings.concurrency},
                           {"ordered", settings.ordered},
                           {"timeout_ms", settings.timeout.count()},
                           {"raw", settings.raw}};
  if (settings.retry) json["retry"] = to_json(*settings.retry);
  return json;
}

Result<DeliverySettings> read_delivery(const boost::json::value& json) {
  DeliverySettings settings;
  StrictObject object(json, "delivery");
  settings.rate_per_second = object.integer("rate_per_second", 0, 0, endpoint_rate_max);
  settings.concurrency =
      object.integer("concurrency", settings.concurrency, 1, endpoint_concurrency_max);
  settings.ordered = object.boolean("ordered", false);
  settings.timeout = milliseconds(
      object.integer("timeout_ms", settings.timeout.count(), 100, endpoint_timeout_ms_max));
  settings.raw = object.boolean("raw", false);
  if (const auto* given = object.value("retry")) {
    auto policy = adapters::read_retry(*given, {});
    if (policy)
      settings.retry = std::move(*policy);
    else
      object.fail(policy.error().message);
  }
  if (auto finished = object.finish(); !finished) return finished.error();
  return settings;
}

std::string to_text(const StoredSettings& settings) {
  boost::json::array names;
  for (const auto& name : settings.header_names) names.emplace_back(name);
  return boost::json::serialize(boost::json::object{{"delivery", to_json(settings.delivery)},
                                                    {"header_names", std::move(names)},
                                                    {"auth_type", settings.auth_type}});
}

StoredSettings read_stored(std::string_view text) {
  const auto json = parse_json(text).value();
  StrictObject object(json, "settings of a webhook endpoint");
  StoredSettings settings;
  if (const auto* delivery = object.value("delivery"))
    settings.delivery = read_delivery(*delivery).value();
  settings.header_names = object.texts("header_names");
  settings.auth_type = object.text("auth_type", "");
  object.finish().value();
  return settings;
}

boost::json::object revealed_json(const ReceiverAuth& auth) {
  switch (auth.type) {
    case ReceiverAuth::Type::none: break;
    case ReceiverAuth::Type::oauth2_client_credentials:
      return {{"type", name_of(auth.type)},
              {"token_url", auth.token_url},
              {"client_id", auth.client_id},
              {"client_secret", auth.client_secret.reveal()},
              {"scope", auth.scope}};
    case ReceiverAuth::Type::mtls:
      return {{"type", name_of(auth.type)},
              {"certificate", auth.certificate},
              {"key", auth.key.reveal()},
              {"ca", auth.ca}};
  }
  return {};
}

Result<ReceiverAuth> read_auth(const boost::json::value& json) {
  using Type = ReceiverAuth::Type;
  ReceiverAuth auth;
  if (json.is_object() && json.get_object().empty()) return auth;
  StrictObject object(json, "auth");
  const std::string type = object.text("type");
  if (type == name_of(Type::oauth2_client_credentials)) {
    auth.type = Type::oauth2_client_credentials;
    auth.token_url = object.text("token_url");
    auth.client_id = object.text("client_id");
    auth.client_secret = Secret(object.text("client_secret"));
    auth.scope = object.text("scope", "");
  } else if (type == name_of(Type::mtls)) {
    auth.type = Type::mtls;
    auth.certificate = pem(object, "certificate", true);
    auth.key = Secret(pem(object, "key", true));
    auth.ca = pem(object, "ca", false);
  } else {
    object.fail("\"type\" is not one of oauth2_client_credentials, mtls");
  }
  if (auto finished = object.finish(); !finished) return finished.error();
  return auth;
}

}  // namespace patchbay::webhooks
