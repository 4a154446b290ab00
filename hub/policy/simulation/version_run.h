#pragma once
// One version over the facts of customer after customer. Private to the simulation.

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "hub/policy/decision.h"
#include "hub/policy/simulation/recorded.h"
#include "hub/policy/simulation/result.h"

namespace patchbay::policy {

/// What changes from fact to fact of one customer, as this version would have had it.
class VersionRun {
 public:
  explicit VersionRun(Policy policy) : policy_(std::move(policy)) {}

  const Policy& policy() const { return policy_; }
  /// The next fact is of another customer.
  void begin_customer() { standing_ = {}; }
  /// The facts as this version would have found them. `given` are the recorded ones without those
  /// of the period.
  void adapt(Facts& facts, const std::vector<std::string>& given,
             const std::vector<std::string>& earlier_streak);
  /// Decides, adds up by rule, reward and partner, and keeps what the next fact rests on. A
  /// failure gives nothing and is counted.
  Sums decide_next(const Facts& facts);

  void add(const VersionRun& other);
  /// By the name of a rule, reward or partner.
  using Table = std::map<std::string, Sums>;
  Table by_rule() const;
  Table by_reward() const;
  Table by_partner() const;
  const std::map<std::string, std::int64_t>& failures() const { return failures_; }
  /// Null until so many decisions failed, slowly each, that all the rest would take for ever: why
  /// the last one did.
  const std::string* hopeless() const { return hopeless_ ? &*hopeless_ : nullptr; }

 private:
  struct Award {
    std::string milestone;
    std::int64_t days = 0;  ///< of the streak when it was given
  };
  struct Standing {
    bool has_points = false, has_tier = false;
    std::int64_t points = 0;
    std::string tier;
    std::vector<Award> awarded;
  };
  void forget_reset(const Facts& facts);
  void add_up(const Effect& effect, const Facts& facts, Sums& all);
  void keep(const Facts& facts, const Decision& decision);
  void count_failure(const std::string& reason, std::int64_t times);

  Policy policy_;
  Standing standing_;
  std::unordered_map<const Rule*, Sums> rules_;
  std::map<std::string, Sums, std::less<>> at_partners_;  ///< discounts and redemptions
  std::map<std::string, std::int64_t> failures_;
  int slow_failures_ = 0;
  std::optional<std::string> hopeless_;
};

}  // namespace patchbay::policy
