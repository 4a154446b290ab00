#pragma once
// One door for native, Lua and built-in plugs.

#include <map>
#include <memory>
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
};

/// All partners of the process, fixed after start. Thread safe to read.
class Registry {
 public:
  /// Errors: conflict: the id is taken (both origins are named).
  Result<void> add(Partner partner);
  /// Null when there is none.
  const Partner* find(const std::string& id) const;
  const std::map<std::string, Partner>& all() const { return partners_; }

 private:
  std::map<std::string, Partner> partners_;
};

}  // namespace patchbay::adapters
