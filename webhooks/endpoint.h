#pragma once
// An endpoint: an address that events go to, and how.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/jobs/retry.h"

namespace patchbay::webhooks {

enum class EndpointState {
  active,
  paused,    ///< by a person; messages are held
  disabled,  ///< by the hub (410, or failing for days); messages are held
};
const char* name_of(EndpointState state);
EndpointState parse_endpoint_state(std::string_view name);

/// v1: HMAC-SHA256 with a shared secret; v1a: ed25519, the receiver has the public key only.
enum class Signing { v1, v1a };
const char* name_of(Signing signing);
Signing parse_signing(std::string_view name);

/// How messages are delivered. JSON form, as the API and the column `settings` have it:
/// {"rate_per_second", "concurrency", "ordered", "timeout_ms", "raw", "retry": {"backoff",
/// "attempts", "base_ms", "cap_ms", "delays_ms", "jitter_percent", "span_ms"}}; what is missing
/// stays as here.
struct DeliverySettings {
  std::int64_t rate_per_second = 0;  ///< over all hubs; 0: no limit
  std::int64_t concurrency = 10;     ///< requests at once, of one hub; 10 at most while it fails
  bool ordered = false;              ///< one at a time and in order for each customer
  std::chrono::milliseconds timeout{15'000};
  bool raw = false;  ///< of webhook.received, the body alone as it came in
  std::optional<jobs::RetryPolicy> retry = {};  ///< empty: the hub's
};

/// Who the hub is to the receiver, besides the signature. JSON form: {"type":
/// "oauth2_client_credentials", "token_url", "client_id", "client_secret", "scope"} or {"type":
/// "mtls", "certificate", "key", "ca"} (PEM texts). Empty: nobody.
struct ReceiverAuth {
  enum class Type { none, oauth2_client_credentials, mtls } type = Type::none;
  std::string token_url, client_id, scope;
  Secret client_secret;
  std::string certificate, ca;
  Secret key;
};
const char* name_of(ReceiverAuth::Type type);  ///< as in JSON; "" of none

/// What a person gives. Every field is checked by check(): a bad one is refused with its name.
struct EndpointDraft {
  std::string url;
  std::string description = {};
  std::string partner = {};      ///< whose address it is; empty: the programme's own
  std::string event_types = {};  ///< patterns with commas, "reward.*", "*"; empty: all
  Signing signing = Signing::v1;
  std::map<std::string, std::string> headers = {};  ///< sent with every message; kept sealed
  DeliverySettings delivery = {};
  ReceiverAuth auth = {};
};

/// What is shown: never a secret, a header's value or the authentication's secret part.
struct EndpointView {
  OrganisationId organisation;
  std::string id, url, description, partner, event_types;
  EndpointState state = EndpointState::active;
  std::string state_reason;
  std::vector<std::string> header_names;
  std::string auth_type;  ///< "", "oauth2_client_credentials", "mtls"
  DeliverySettings delivery;
  std::optional<Timestamp> failing_since;
  std::int64_t version = 0;
  Timestamp created_at, updated_at;
};

/// A secret as it is shown: its public part and its life.
struct SecretView {
  std::string id;
  Signing signing = Signing::v1;
  std::string public_key;  ///< whpk_… of v1a, else empty
  Timestamp created_at;
  std::optional<Timestamp> expires_at;  ///< it signs until then; empty: until it is replaced
};

}  // namespace patchbay::webhooks
