#pragma once
// One door for native, Lua and built-in plugs.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/plug.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::http {
class ClientIdentity;
}

namespace patchbay::adapters {

class Authenticator;

/// A plug with its settings, secrets, limits and policies: a partner the hub can call.
struct Partner {
  std::string id;
  std::shared_ptr<Plug> plug;
  FieldValues settings;
  std::map<std::string, Secret> secrets;
  // The manifest's, overridden by configuration:
  Limits limits;
  jobs::RetryPolicy retry = default_partner_retry();
  jobs::BreakerPolicy breaker = {};
  /// Who the hub is to it, and whom it trusts; null: nobody, and the system's store.
  std::shared_ptr<const http::ClientIdentity> identity = {};
  /// Configuration's word on all ways but repeat_same_key.
  std::optional<Duration> settle_after = {};
  /// What counts, set by complete(): the manifest's ways with the settle_after of above or
  /// their own, but never less than limits.timeout_ms, since so long the partner may be at work on
  /// a request that nobody waits for any more (docs/adr/0009-no-value-twice.md).
  std::vector<Settle> settle = {};
  std::string environment = production_environment;  ///< or sandbox: which settings it has
  /// Set by complete(); null: requests go out without a proof.
  std::shared_ptr<const Authenticator> auth = {};
};

/// Whoever works with a partner holds on to it: it stays as it was, also when it is replaced
/// meanwhile.
using PartnerPtr = std::shared_ptr<const Partner>;

/// The setting "api_url" without a slash at its end; empty: the partner has none.
std::string api_url_of(const Partner& partner);

/// The partner as calls see it: with its ways to settle and its proofs. Errors: invalid: a reversal
/// would have to be asked for after its deadline, or something is missing that the partner's
/// requests must prove (auth.h).
Result<PartnerPtr> complete(Partner partner);

/// All partners of the process: which they are is fixed after the start, what each one is may be
/// replaced while calls run. Thread safe.
class Registry {
 public:
  Registry() = default;
  Registry(Registry&& other) noexcept : partners_(std::move(other.partners_)) {}

  /// Errors: conflict: the id is taken (both origins are named); invalid, as complete().
  Result<void> add(Partner partner);
  /// In place of the partner of the same id, which must be there; calls in flight end with what
  /// they began with.
  void replace(PartnerPtr partner);
  /// Null when there is none.
  PartnerPtr find(const std::string& id) const;
  /// In order of id.
  std::vector<PartnerPtr> all() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, PartnerPtr> partners_;
};

}  // namespace patchbay::adapters
