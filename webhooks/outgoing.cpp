#include "webhooks/outgoing.h"

#include <algorithm>

#include "hub/http/json.h"
#include "hub/http/message.h"
#include "webhooks/inbox.h"
#include "webhooks/message_job.h"

namespace patchbay::webhooks {
namespace {

/// The hub's name of the webhook that an event passes on.
std::string inbound_of(const events::Event& event) {
  const auto data = parse_json(event.data).value();
  const auto* object = data.if_object();
  const auto* name = object ? object->if_contains("inbound") : nullptr;
  return name && name->is_string() ? std::string(name->get_string()) : std::string();
}

bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

std::optional<Outgoing> read_outgoing(store::Session& session, const OrganisationId& organisation,
                                      std::int64_t sequence, bool raw) {
  const auto event = events::find(session, organisation, sequence);
  if (!event) return std::nullopt;
  if (!raw || event->type != relay_type) return Outgoing{message_body(*event)};
  auto inbound = find_inbound_body(session, organisation, inbound_of(*event));
  if (!inbound) return std::nullopt;
  Outgoing outgoing{std::move(inbound->body)};
  if (!inbound->content_type.empty()) outgoing.content_type = std::move(inbound->content_type);
  outgoing.partner = std::move(inbound->partner);
  outgoing.type = is_plain(inbound->type) ? inbound->type : http::percent_encode(inbound->type);
  return outgoing;
}

}  // namespace patchbay::webhooks
