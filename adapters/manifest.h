#pragma once
// What a plug says of itself.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "adapters/auth_spec.h"
#include "adapters/manifest_settings.h"
#include "adapters/manifest_webhook.h"
#include "hub/base/clock.h"
#include "hub/base/field.h"
#include "hub/base/result.h"
#include "hub/jobs/breaker.h"
#include "hub/jobs/retry.h"

#include <boost/json/value.hpp>

namespace patchbay::adapters {

constexpr std::int64_t settle_after_ms_max = 90LL * 24 * 3600 * 1000;

/// The ways to settle an unknown outcome, tried in the declared order.
enum class SettleWay { repeat_same_key, find_issued, reverse, report };
const char* name_of(SettleWay way);

struct Settle {
  SettleWay way = SettleWay::report;
  /// "not issued" and "nothing to reverse" are proof only this long after the unknown step. Of a
  /// partner that the hub calls never less than one request may take (registry.h).
  Duration settle_after{};
  /// reverse only: what takes back by our reference, and how long after the unknown step it may be
  /// asked for. The partner promises that what it took back can be issued again with the same key.
  std::string capability = {};
  Duration deadline{};
};

/// What a runtime error of a script makes of a call in which no value moved.
enum class OnError { rejected, retryable };

struct Limits {
  std::int64_t calls_per_second = 50;  ///< token bucket, one second's burst
  std::int64_t concurrency = 16;
  std::int64_t timeout_ms = 30'000;  ///< one HTTP step

  bool operator==(const Limits&) const = default;
};

/// Calls that move value: three attempts, exponential with full jitter (C-08, R-169).
jobs::RetryPolicy default_partner_retry();

struct Manifest {
  std::string id;       ///< "acme"
  std::string name;     ///< "Acme"
  std::string kind;     ///< one of adapters/kinds
  std::string version;  ///< of the plug, "1.0.0"
  std::vector<std::string> capabilities;
  std::vector<Field> settings;  ///< an HTTP plug declares "api_url"
  /// Names of secrets, those of `auth` among them. From environment or file only.
  std::vector<std::string> secrets;
  std::map<std::string, std::string> secret_help = {};  ///< of those that say what they are
  /// Defaults of settings that differ between sandbox and production.
  EnvironmentDefaults environments = {};
  Auth auth;
  std::vector<Settle> settle;
  Limits limits;
  jobs::RetryPolicy retry = default_partner_retry();
  jobs::BreakerPolicy breaker;
  OnError on_error = OnError::rejected;
  bool needs_link = false;  ///< value goes to a linked account of the customer
  std::optional<WebhookDeclaration> webhook = {};  ///< what the partner sends to the hub
};

/// Reads the JSON form that both hosts produce: {"id", "name", "kind", "version", "capabilities":
/// [], "settings": [] and "environments" (manifest_settings.h), "secrets": [], "auth":
/// (auth_spec.h), "settle": [{"by", "settle_after_ms", "capability",
/// "deadline_ms"}] (the first of both for all but repeat_same_key), "limits":
/// {"calls_per_second", "concurrency", "timeout_ms"}, "retry" and "breaker" (manifest_pace.h),
/// "on_error" ("rejected" or "retryable"), "needs_link", "webhook" (manifest_webhook.h)}.
/// Errors: invalid: unknown key (with the nearest), wrong type, unknown kind or capability.
Result<Manifest> parse_manifest(const boost::json::value& json);

}  // namespace patchbay::adapters
