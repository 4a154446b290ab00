#pragma once
// What is known of an event and an endpoint, and what follows from it. Private to the room.

#include <optional>
#include <string>

#include "hub/jobs/open_jobs.h"
#include "webhooks/endpoint.h"
#include "webhooks/messages.h"

namespace patchbay::webhooks {

struct WhyFacts {
  struct KnownEvent {
    std::string type, subject;
    Timestamp occurred_at;
    bool is_fanned_out = false;
  };
  std::string event_id;
  std::optional<KnownEvent> event;
  std::optional<EndpointView> endpoint;
  bool is_wanted = false;  ///< by the endpoint's filter
  bool may_know = false;   ///< of its customer; of a partner's endpoint by consent
  std::optional<MessageView> message;
  std::optional<jobs::OpenJob> job;         ///< of a pending message
  std::optional<AttemptView> last_attempt;  ///< of the message
  Timestamp now;
};

/// Pure.
WhyNot explain(const WhyFacts& facts);

}  // namespace patchbay::webhooks
