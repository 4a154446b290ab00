#pragma once
// What became of messages: for pages, commands and the question "why not?".

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::webhooks {

/// Empty fields match everything.
struct MessageFilter {
  OrganisationId organisation;
  std::string endpoint = {};  ///< never empty in list_messages()
  std::string state = {};     ///< pending, held, delivered, dead
  std::string event_type = {};
  std::optional<Timestamp> since = {}, until = {};  ///< when the event happened, [since, until)
};

struct MessageView {
  std::int64_t sequence = 0;  ///< of the event; the cursor of lists
  std::string event, event_type, endpoint, state, reason;
  std::int64_t attempts = 0;
  Timestamp created_at;
  std::optional<Timestamp> ended_at;
  std::optional<Timestamp> next_at;  ///< of the next attempt, when it is pending
};

struct AttemptView {
  std::int64_t number = 0;
  Timestamp started_at;
  Duration length{};
  std::int64_t status = 0;
  std::string failure, headers, body, body_encoding;
};

/// Newest first, sequences below `before` (0: from the newest).
std::vector<MessageView> list_messages(store::Session&, const MessageFilter&, std::int64_t before,
                                       std::size_t limit);
std::optional<MessageView> find_message(store::Session&, const OrganisationId&,
                                        const std::string& endpoint, const std::string& event);
/// In order, the last 100.
std::vector<AttemptView> list_attempts(store::Session&, const OrganisationId&,
                                       const std::string& endpoint, std::int64_t sequence);
/// The body that is delivered, byte for byte (an endpoint with `raw` gets what its data holds
/// instead); nothing: retention removed it, or there is no event.
std::optional<std::string> find_body(store::Session&, const OrganisationId&,
                                     const std::string& event);

/// What stands between an event and an endpoint.
struct WhyNot {
  /// delivered, waiting (for its attempt or the fan-out), rate_limited, held, dead, filtered,
  /// not_consented, too_old (the endpoint is younger than the event), removed, unknown_event.
  std::string verdict;
  std::string reason;  ///< one sentence for a person, with times and names
  std::optional<MessageView> message = {};
};
WhyNot why_not(store::Session&, const OrganisationId&, const std::string& endpoint,
               const std::string& event, Timestamp now);

}  // namespace patchbay::webhooks
