#pragma once
// Settings and authentication of endpoints as JSON (webhooks/endpoint.h has the forms). Pure.

#include <boost/json/object.hpp>

#include "webhooks/endpoint.h"

namespace patchbay::webhooks {

constexpr std::int64_t endpoint_rate_max = 100'000;       // a second
constexpr std::int64_t endpoint_concurrency_max = 1'000;  // requests of a hub at once
constexpr std::int64_t endpoint_timeout_ms_max = 60'000;

boost::json::object to_json(const DeliverySettings& settings);
/// Errors: invalid, naming the key.
Result<DeliverySettings> read_delivery(const boost::json::value& json);

/// The column `settings`: delivery, and what is shown of what is sealed.
struct StoredSettings {
  DeliverySettings delivery;
  std::vector<std::string> header_names;
  std::string auth_type;
};
std::string to_text(const StoredSettings& settings);
/// Throws ErrorException (corrupt, invalid): it is not of that form.
StoredSettings read_stored(std::string_view text);

/// With its secrets: to be sealed, never shown.
boost::json::object revealed_json(const ReceiverAuth& auth);
/// An empty object is nobody. Errors: invalid, naming the key.
Result<ReceiverAuth> read_auth(const boost::json::value& json);

}  // namespace patchbay::webhooks
