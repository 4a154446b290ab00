#pragma once
// Decodes what was kept, in jobs: each webhook has its effects once.

#include <functional>
#include <map>
#include <string>

#include "adapters/plug_threads.h"
#include "adapters/registry.h"
#include "hub/jobs/worker.h"
#include "hub/store/store.h"
#include "webhooks/decoded.h"

namespace patchbay::webhooks {

/// What a room does when a partner says that something happened, in the transaction in which the
/// event goes to the outbox. May fill in what it knows (the customer).
enum class Followed {
  yes,      ///< or nothing is to be done
  not_yet,  ///< what it is about is still on its way here: decode it again a little later
};
using PartnerEventHook =
    std::function<Followed(store::Session&, const OrganisationId&, PartnerEvent&, Timestamp now)>;
using PartnerEventHooks = std::map<std::string, PartnerEventHook>;  ///< by type of the catalogue

struct DecoderParts {
  store::Store& store;
  const adapters::Registry& registry;
  const Clock& clock;
  PartnerEventHooks hooks = {};
  std::function<void()> after_commit = [] {};  ///< events were written: wake the fan-out
  /// Where plugs decode. Mute before the loops go, should a job be under way then.
  std::shared_ptr<adapters::PlugThreads> threads = std::make_shared<adapters::PlugThreads>(1);
  /// Of one slice, with the time that it waits for a thread.
  std::chrono::milliseconds slice_time_max{60'000};
};
/// The handler of decode_kind jobs. A job of several webhooks hands those that fail to jobs of
/// their own (key: the webhook's name), which become dead letters with the reason; the body stays,
/// so that they can be redriven once the plug is mended. What found no thread is tried again for
/// ever, later and later: another plug keeps it waiting.
jobs::Handler make_decoder(DecoderParts parts);

}  // namespace patchbay::webhooks
