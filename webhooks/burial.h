#pragma once
// Messages, and webhooks that came in, whose job became a dead letter without its handler's word:
// it ended its workers, or threw too often.

#include "hub/jobs/worker.h"
#include "hub/store/store.h"

namespace patchbay::webhooks {

inline constexpr const char* burial_kind = "webhook.buried";

/// The handler of "webhook.buried" jobs (WorkerOptions::on_burial of "webhook.deliver"): the
/// message is dead with the reason, unless it came to another end since.
jobs::Handler make_burial(store::Store& store, const Clock& clock);

inline constexpr const char* inbound_burial_kind = "inbound.buried";

/// The handler of "inbound.buried" jobs (WorkerOptions::on_burial of "inbound.decode"): the webhook
/// is dead with the reason, unless it was decoded since.
jobs::Handler make_inbound_burial(store::Store& store, const Clock& clock);

}  // namespace patchbay::webhooks
