#pragma once
// One step of fan-out. Private to the room.

#include <cstddef>
#include <string>

#include "hub/base/clock.h"
#include "hub/events/outbox.h"
#include "hub/jobs/queue.h"
#include "hub/store/session.h"
#include "webhooks/endpoints_store.h"

namespace patchbay::webhooks {

/// Name of the jobs that delivery runs.
constexpr const char* deliver_kind = "webhook.deliver";

/// The body that every attempt sends: {"type", "timestamp" (RFC 3339), "data"}.
std::string message_body(const events::Event& event);

/// The job that brings it to an endpoint.
jobs::NewJob delivery_job(const events::Event& event, const Subscription& to,
                          const std::string& body, Timestamp now);

/// Takes up to `events_max` events and writes a message and a job for each endpoint that wants one,
/// all in the caller's transaction, set-based. Returns how many events it took.
std::size_t fan_out(store::Session& session, std::size_t events_max, Timestamp now);

}  // namespace patchbay::webhooks
