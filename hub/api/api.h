#pragma once
// The REST API: a table of thin handlers, and the OpenAPI document that is made from it.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/partner_health.h"
#include "adapters/registry.h"
#include "hub/access/credential_book.h"
#include "hub/access/rate_limits.h"
#include "hub/api/reload_counter.h"
#include "hub/api/request_counter.h"
#include "hub/api/served_plugs.h"
#include "hub/base/organisation.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"
#include "hub/http/networks.h"
#include "hub/http/router.h"
#include "hub/http/server.h"
#include "hub/jobs/schedule.h"
#include "hub/jobs/switches.h"
#include "hub/jobs/worker.h"
#include "hub/policy/policy_book.h"
#include "hub/store/store.h"
#include "webhooks/address_guard.h"
#include "webhooks/decoder.h"
#include "webhooks/intake.h"

namespace patchbay::api {

/// How long keys and answers of Idempotency-Key live (hub/access/idempotency.h).
struct IdempotencyOptions {
  Duration retention = std::chrono::hours(24);  ///< of an answer
  /// After which the key of a request whose hub died is free. Longer than a handler may take.
  Duration lease = std::chrono::seconds(90);
};

struct LinkingParts;

/// No partner at all.
const adapters::Registry& no_partners();

/// What the handlers use. The references must outlive everything made from them.
struct ApiParts {
  store::Store& store;
  const jobs::Worker& worker;
  OrganisationId organisation;  ///< whose customers and rewards are shown
  Secret admin_token;           ///< empty: only credentials let anybody in
  std::shared_ptr<RequestCounter> requests = std::make_shared<RequestCounter>();
  IdempotencyOptions idempotency = {};
  const Clock& clock = system_clock();
  const jobs::SwitchBoard& switches = jobs::no_switches();
  const adapters::Registry& registry = no_partners();  ///< whose health is shown
  const adapters::PulseBook* pulses = nullptr;         ///< how their calls went; null: not known
  /// Which versions of their plugs serve.
  ListServedPlugs served_plugs = [](store::Session&) { return ServedPlugs(); };
  std::shared_ptr<const ReloadCounter> reloads = std::make_shared<const ReloadCounter>();
  /// Whether this hub is on its way out: by its switch, or since it was told to stop.
  std::function<bool()> is_draining = [] { return false; };
  /// What can be stopped; a name that is not among them is refused. Empty: not known here.
  std::vector<std::string> partners = {}, queues = {};
  jobs::ScheduledKinds scheduled_kinds = {};      ///< what may be scheduled
  access::CredentialBook* credentials = nullptr;  ///< null: only the admin token lets anybody in
  http::Networks networks = {};                   ///< where requests may come from; empty: anywhere
  /// Opens customers' contacts, seals new credentials. Without a key none can be made here.
  crypto::KeyRing keys = {};
  /// What partners reach the hub by, without a slash at its end.
  std::function<std::string()> public_url = [] { return std::string(); };
  access::RateLimits* rate_limits = &access::no_rate_limits();
  /// Where webhooks of partners go; null: there is no such route.
  webhooks::Intake* intake = nullptr;
  webhooks::PartnerEventHooks partner_events = {};  ///< what events of a batch bring about
  webhooks::AddressGuard address_guard = {};        ///< where endpoints may be
  /// The rules that decide; null: there are no routes of policies and decisions.
  policy::PolicyBook* policies = nullptr;
  /// For linking accounts (linking.h); null: there are no such routes.
  std::shared_ptr<const LinkingParts> linking = nullptr;
};

/// Every route, /openapi.json too; each with its OpenAPI operation.
std::vector<http::Route> make_routes(const ApiParts& parts);

/// The routes behind the guard (guard.h).
http::Router make_router(const ApiParts& parts);

/// The router as the server wants it: counts every answer, and answers 503 instead of 500 while the
/// store cannot be reached.
http::Handler make_handler(const ApiParts& parts);

}  // namespace patchbay::api
