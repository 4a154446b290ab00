#pragma once
// Hubs of `patchbay serve` that go on with a demo's work, and the partners they talk to.

#include <functional>
#include <memory>
#include <set>

#include "tests/crash/stage.h"

namespace patchbay::test {

/// Starts the sandbox and the webhooks' receiver of a stage whose own demo is gone; both end with
/// the object.
class Fleet {
 public:
  /// `faults`: more flags of `patchbay sandbox`.
  Fleet(const Stage& stage, const std::vector<std::string>& faults);

  /// A hub with leases of a second, six jobs of a kind at once. Serving when it returns.
  std::unique_ptr<Process> start_hub();

  /// Who holds leases now.
  std::set<std::string> lease_holders() const;
  std::int64_t count(const std::string& sql) const;  ///< the first number of a query
  /// Looks until `sql` gives 0; false when a minute passed before.
  bool wait_for_zero(const std::string& sql) const;

 private:
  std::map<std::string, std::string> environment() const;

  const Stage& stage_;
  TempFolder folder_;
  std::string partner_secret_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Process> sandbox_, receiver_;
  std::string sandbox_url_;
};

/// Looks until `holds`; false when a minute passed before.
bool wait_until(const std::function<bool()>& holds);

}  // namespace patchbay::test
