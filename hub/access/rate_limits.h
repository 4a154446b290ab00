#pragma once
// Limits of what a client may ask for, shared by all hubs and decided from memory.

#include <memory>
#include <string>
#include <vector>

#include "hub/access/gcra.h"
#include "hub/base/organisation.h"
#include "hub/http/loops.h"
#include "hub/store/store.h"

namespace patchbay::access {

/// Whose requests are counted together.
enum class Counted {
  credential,
  organisation,
  customer,  ///< what a credential asks of one customer
  address,   ///< of the client
};
const char* name_of(Counted counted);

struct RateLimit {
  std::string name;  ///< "requests": in settings, headers and the store
  Counted counted = Counted::credential;
  std::string group;  ///< of routes (http::Route::limit); empty: every route
  Rate rate;
  bool spares_operators = false;  ///< only partners' credentials are counted
};
/// The limits of the issue, in the order in which they are asked; settings change their rates.
std::vector<RateLimit> default_rate_limits();
/// The name of the limit that counts refused sign-ins.
constexpr const char* refused_limit = "refused";

/// Thread safe; from any thread, a loop too. Outlives its callers.
class RateLimits {
 public:
  virtual ~RateLimits() = default;
  virtual const std::vector<RateLimit>& limits() const = 0;
  /// Uses a permit of the limit at that index. Never waits: what the store has to know it learns
  /// afterwards. A limit whose rate is off passes.
  virtual RateDecision use(std::size_t limit, const OrganisationId& organisation,
                           std::string_view subject) = 0;
  /// The same without using one.
  virtual RateDecision look_at(std::size_t limit, const OrganisationId& organisation,
                               std::string_view subject) = 0;
  /// Tells the store what it does not know yet and ends. Not from a loop.
  virtual void stop() = 0;
};

struct RateLimitsParts {
  store::Store& store;
  http::Loops& loops;
  const Clock& clock;
  std::vector<RateLimit> limits;
  std::function<bool()> may_change = [] { return true; };  ///< false: read-only mode
  /// How many hubs share the store.
  std::function<std::int64_t(store::Session&)> count_hubs = {};  ///< empty: as they report
  /// Buckets in memory at once. A full one is forgotten first, one that refuses never: newcomers
  /// then share one bucket a limit.
  std::size_t buckets_max = 200'000;
};
/// Begins with what the store knows (blocks).
std::unique_ptr<RateLimits> make_rate_limits(RateLimitsParts parts);
/// None at all.
RateLimits& no_rate_limits();

}  // namespace patchbay::access
