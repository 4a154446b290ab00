#pragma once
// One door for native, Lua and built-in plugs.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/plug.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::adapters {

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
  /// Configuration's word on all ways but repeat_same_key.
  std::optional<Duration> settle_after = {};
  /// What counts, set by Registry::add(): the manifest's ways with the settle_after of above or
  /// their own, but never less than limits.timeout_ms, since so long the partner may be at work on
  /// a request that nobody waits for any more (docs/adr/0009-no-value-twice.md).
  std::vector<Settle> settle = {};
};

/// All partners of the process, fixed after start. Thread safe to read.
class Registry {
 public:
  /// Errors: conflict: the id is taken (both origins are named); invalid: a reversal would have to
  /// be asked for after its deadline.
  Result<void> add(Partner partner);
  /// Null when there is none.
  const Partner* find(const std::string& id) const;
  const std::map<std::string, Partner>& all() const { return partners_; }

 private:
  std::map<std::string, Partner> partners_;
};

}  // namespace patchbay::adapters
