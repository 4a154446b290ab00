#pragma once
// The job that brings a message: what its payload carries. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/events/outbox.h"
#include "hub/jobs/queue.h"
#include "webhooks/delivery.h"
#include "webhooks/endpoints_store.h"

namespace patchbay::webhooks {

/// A longer body stays in the event's row, and so does one that goes out raw.
constexpr std::size_t carried_body_bytes_max = 64UL * 1024;

/// The body that every attempt sends: {"type", "timestamp" (RFC 3339), "data"}.
std::string message_body(const events::Event& event);
/// Unique for a message: "<event>/<endpoint>".
std::string message_job_key(std::string_view event, std::string_view endpoint);

/// The job that brings a message: of the endpoint as its source, in its lane if it wants order.
/// `body`: message_body(event), made once for all endpoints. A test goes out past a pause.
jobs::NewJob delivery_job(const events::Event& event, const Subscription& to,
                          const std::string& body, Timestamp run_at);

/// What a job's payload says. The body's text lies in the payload.
struct Delivery {
  std::string event;
  std::int64_t sequence = 0;
  std::string partner, customer;  ///< of a partner's endpoint; else empty
  bool is_test = false;
  std::optional<std::string_view> body;  ///< none: it is to be read from the event
};
std::optional<Delivery> read_delivery_payload(std::string_view payload);

}  // namespace patchbay::webhooks
