#pragma once
// In: webhooks of partners, proven, kept durably, only then answered.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "hub/base/clock.h"
#include "hub/http/async.h"
#include "hub/http/message.h"
#include "hub/store/store.h"
#include "webhooks/verifier.h"

namespace patchbay::webhooks {

/// What became of a partner's webhooks since the start of this process.
struct IntakeCounts {
  std::uint64_t accepted = 0, repeated = 0, refused = 0;
};

/// Thread safe; used on loops.
class Intake {
 public:
  virtual ~Intake() = default;
  /// Answers POST /webhooks/{partner}: 200 without a body once it is kept, also for a repeat; 401
  /// without a reason when it proves nothing (the security log has the reason); 400 when it is
  /// proven but has no key that a repeat would have again; 404 for a partner without webhooks,
  /// known or not; 200 with the answer to a challenge. `request` is read before this returns.
  /// Throws ErrorException (unavailable) when the store takes nothing: the partner sends it again.
  virtual Async<http::Response> receive(const std::string& partner,
                                        const http::Request& request) = 0;
  virtual std::map<std::string, IntakeCounts> counts() const = 0;
  /// From now on the partner's webhooks are proven by this; nothing: it sends none.
  virtual void set_verifier(const std::string& partner, std::optional<Verifier> verifier) = 0;
};

struct IntakeParts {
  store::Store& store;
  OrganisationId organisation;
  const Clock& clock;
  /// What partners reach the hub by, without a slash at its end.
  std::function<std::string()> public_url;
  std::map<std::string, Verifier> partners;
};
std::unique_ptr<Intake> make_intake(IntakeParts parts);

}  // namespace patchbay::webhooks
