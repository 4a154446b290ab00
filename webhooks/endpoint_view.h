#pragma once
// Endpoints, messages and replays as JSON: what API, commands and the audit show.

#include <boost/json/object.hpp>

#include "webhooks/endpoint.h"
#include "webhooks/messages.h"
#include "webhooks/replay.h"

namespace patchbay::webhooks {

boost::json::object endpoint_json(const EndpointView& endpoint);
boost::json::object secret_json(const SecretView& secret);
boost::json::object message_json(const MessageView& message);
boost::json::object attempt_json(const AttemptView& attempt);
boost::json::object replay_json(const ReplayView& replay);
boost::json::object why_not_json(const WhyNot& why);

/// A message with all that is known of it: its body as text (null: retention took the event), its
/// attempts and why it is where it is. Nothing when there is no such message.
std::optional<boost::json::object> message_detail(store::Session& session,
                                                  const OrganisationId& organisation,
                                                  const std::string& endpoint,
                                                  const std::string& event, Timestamp now);

}  // namespace patchbay::webhooks
