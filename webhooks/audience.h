#pragma once
// Whom an event is about. Private to the room.

#include <string_view>

namespace patchbay::webhooks {

/// Of tests, which are for one endpoint each.
inline constexpr std::string_view test_event_type = "webhook.test";

/// The subject of such an event is an endpoint; of all others it is a customer.
inline bool is_about_endpoint(std::string_view type) {
  return type == test_event_type || type.starts_with("endpoint.");
}

}  // namespace patchbay::webhooks
