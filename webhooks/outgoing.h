#pragma once
// What goes out in every attempt of a message. Private to the room.

#include <optional>
#include <string>

#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::webhooks {

struct Outgoing {
  std::string body;
  std::string content_type = "application/json";
  /// Of a webhook that is passed on raw: whose it is, and its type, fit for a header.
  std::string partner = {}, type = {};
};
/// From the event's row. `raw`: of a webhook that came in, its own body, byte for byte. Nothing
/// when retention removed it.
std::optional<Outgoing> read_outgoing(store::Session& session, const OrganisationId& organisation,
                                      std::int64_t sequence, bool raw);

}  // namespace patchbay::webhooks
