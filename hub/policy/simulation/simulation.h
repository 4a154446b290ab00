#pragma once
// A draft and the version it is compared with, over the same facts, by the code that decides live
// (decide()). Pure: the job, the command, the benchmark and the tests all feed this one.

#include <vector>

#include "hub/jobs/zone.h"
#include "hub/policy/simulation/version_run.h"

namespace patchbay::policy {

/// Memory stays flat: one customer's standing, ten changes with their facts, and the sums.
/// Not thread safe; two that share customers are merged.
///
/// What is so before each fact follows each version: points, tier, what can be spent and which
/// milestones were given go on from the customer's first fact as that version would have it. What
/// the facts count for limits, and what was spent, is as it was recorded.
class Simulation {
 public:
  /// Errors: invalid: two currencies, which cannot be compared; a zone that this machine does not
  /// know.
  static Result<Simulation> make(Policy base, Policy draft);

  /// The facts of one customer come together, in order of time.
  void feed(RecordedFact fact);
  /// A fact that cannot be read: counted as failed for both.
  void skip(const std::string& reason);
  /// Once 50 decisions of a version failed that took 10 ms or more each (a function that loops):
  /// feed it no more. Errors: invalid, naming the rule's file and line.
  Result<void> check_pace() const;
  /// Adds one that saw other customers, by the same versions.
  void merge(Simulation&& other);
  /// Ends it.
  SimulationResult finish(const Period& period);

 private:
  /// A decision that differs, as both versions saw it.
  struct Differing {
    Timestamp at;
    std::int64_t weight = 0;
    Facts before, after;
  };
  struct Customer {
    std::string id;
    Compared sums;
    std::vector<Differing> differing;  ///< the few that differ most
  };
  Simulation(Policy base, Policy draft, jobs::Zone zone)
      : base_(std::move(base)), draft_(std::move(draft)), zone_(std::move(zone)) {}

  void begin(const std::string& customer);
  void end_customer();
  void keep_biggest(Customer&& customer);
  void keep_differing(Differing&& differing);
  Compared& sums_of_day(Timestamp at);
  CustomerChange explained(const Customer& customer) const;
  static bool is_bigger(const Customer& a, const Customer& b);

  VersionRun base_, draft_;
  jobs::Zone zone_;
  jobs::ZoneSpan span_;
  bool has_customer_ = false;
  Customer customer_;
  std::vector<std::string> awarded_;  ///< live, of this customer, in the period so far
  std::vector<Customer> biggest_;     ///< a heap, the smallest in front
  Compared total_;
  std::map<std::int64_t, Compared> days_;
  std::int64_t facts_read_ = 0, gaining_ = 0, losing_ = 0, unchanged_ = 0;
  std::map<std::string, std::int64_t> unreadable_;
};

}  // namespace patchbay::policy
