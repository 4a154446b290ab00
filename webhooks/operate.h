#pragma once
// Endpoints as people steer them: who may, and what the audit says of it. Shared by the API, the
// portal and the commands; all in the caller's transaction, with its audit row.

#include "webhooks/endpoints.h"
#include "webhooks/replay.h"

namespace patchbay::webhooks {

/// Who asks. With a partner: somebody of that partner's, who sees and changes its endpoints only;
/// of others it is told that they do not exist.
struct Steerer {
  OrganisationId organisation;
  std::string partner = {};
  std::string actor, reason = {}, address = {};
  Timestamp now;
};

struct SealParts {
  const crypto::KeyRing& keys;
  const AddressGuard& guard;
};

/// In order of id.
std::vector<EndpointView> list_endpoints(store::Session&, const Steerer&);
/// Errors: not_found.
Result<EndpointView> need_endpoint(store::Session&, const Steerer&, const std::string& id);

/// A draft of somebody of a partner's is the partner's. Errors: of create_endpoint(); refused: it
/// names another partner.
Result<NewEndpointKeys> create(store::Session&, const Steerer&, EndpointDraft, const SealParts&);
/// Errors: of change_endpoint(); refused: it would change its partner.
Result<void> change(store::Session&, const Steerer&, const std::string& id, EndpointDraft,
                    KeepSealed, const SealParts&);
Result<void> remove(store::Session&, const Steerer&, const std::string& id);
Result<void> pause(store::Session&, const Steerer&, const std::string& id);
/// With `deliver_held`, what was held goes out, by a replay whose id is returned; else an empty
/// text.
Result<std::string> resume(store::Session&, const Steerer&, const std::string& id,
                           bool deliver_held);
Result<NewEndpointKeys> rotate(store::Session&, const Steerer&, const std::string& id,
                               Duration overlap, const crypto::KeyRing& keys);
/// Returns the id of the event.
Result<std::string> test(store::Session&, const Steerer&, const std::string& id);

Result<void> replay_one(store::Session&, const Steerer&, const std::string& id,
                        const std::string& event);
/// Returns the order's id. Its organisation and actor are the steerer's.
Result<std::string> replay(store::Session&, const Steerer&, Replay);
Result<ReplayView> need_replay(store::Session&, const Steerer&, const std::string& endpoint,
                               const std::string& id);
Result<void> cancel(store::Session&, const Steerer&, const std::string& endpoint,
                    const std::string& id);

}  // namespace patchbay::webhooks
