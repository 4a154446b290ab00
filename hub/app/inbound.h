#pragma once
// Incoming webhooks of the configured partners: who proves them, and who follows them.

#include <map>
#include <string>

#include "hub/app/partners.h"
#include "webhooks/decoder.h"
#include "webhooks/verifier.h"

namespace patchbay::app {

/// Keys of [partners.<id>] about what the partner sends to the hub.
std::span<const Field> inbound_fields();

/// How a partner's webhooks are proven, by its setting webhook_scheme or else by its plug, with the
/// address of webhook_url; nothing where neither says it. Errors: invalid: a bad scheme.
std::optional<Result<webhooks::Scheme>> inbound_scheme(const PartnerSetup& setup,
                                                       const adapters::Registry& registry);

/// Of each partner whose plug, or whose setting webhook_scheme, declares a scheme: with its secrets
/// webhook_secret and, while that is being replaced, webhook_secret_previous. A plug's scheme
/// without a secret counts for nothing: the partner may not be set up for it.
/// Errors: invalid, naming the partner: a bad scheme; a secret that is missing or no key of it.
Result<std::map<std::string, webhooks::Verifier>> inbound_verifiers(
    const std::vector<PartnerSetup>& setups, const adapters::Registry& registry);

/// Rewards follow what partners tell of their vouchers.
webhooks::PartnerEventHooks partner_event_hooks(const Clock& clock, Random& random);

}  // namespace patchbay::app
