#pragma once
// Hubs of `patchbay serve` that go on with a demo's work, and the partners they talk to.

#include <memory>
#include <set>

#include "tests/crash/stage.h"
#include "tests/support/wait.h"

namespace patchbay::test {

/// How a hub is to be.
struct HubWish {
  std::string failpoint = {};    ///< where it dies
  std::string unreachable = {};  ///< a partner at whose address nobody listens
  std::string missing = {};      ///< a partner that is not configured
  std::string config = {};       ///< more TOML
  std::uint16_t port = 0;        ///< where it listens; 0: anywhere
};
struct ServingHub {
  std::unique_ptr<Process> process;
  std::string url;
};

/// Counts calls that move value and whose end is not stored.
inline const std::string in_calls = "SELECT COUNT(*) FROM rewards WHERE state = 'processing'";

/// Counts jobs that are open, but for those that are always there.
inline const std::string open_work =
    "SELECT COUNT(*) FROM jobs WHERE state IN ('open', 'waiting') AND kind <> 'retention.purge'";

/// Starts the sandbox and the webhooks' receiver of a stage whose own demo is gone; both end with
/// the object.
class Fleet {
 public:
  /// `faults`: more flags of `patchbay sandbox`.
  Fleet(const Stage& stage, const std::vector<std::string>& faults);
  /// What a schedule made and only a serving hub has hands for is cancelled: the demo goes on.
  ~Fleet();

  /// A hub with leases of a second, six jobs of a kind at once, that stops within a second of a
  /// SIGTERM. Serving when it returns, unless it
  /// died before.
  ServingHub start_hub(const HubWish& wish = {});
  /// `method path` with a JSON body and an idempotency key; the status, 0 without an answer.
  int change(const ServingHub& hub, const std::string& method, const std::string& path,
             const std::string& body, const std::string& key) const;

  /// `patchbay keys rotate` with the configuration of the last hub.
  void rotate_keys() const;

  /// Until `resume_work` no hub claims a job: hubs can be started before there is work to do.
  void hold_work() const;
  void resume_work() const;

  /// Who holds leases now.
  std::set<std::string> lease_holders() const;
  std::int64_t count(const std::string& sql) const;  ///< the first number of a query
  const std::string& sandbox_url() const { return sandbox_url_; }
  void execute(const std::string& sql) const;
  /// It was the test that ended hubs so often: no job is to blame.
  void forgive_interruptions() const;
  /// Looks until `sql` gives 0; false when half a minute passed before.
  bool wait_for_zero(const std::string& sql) const;

 private:
  std::map<std::string, std::string> environment(const HubWish& wish) const;

  const Stage& stage_;
  TempFolder folder_;
  std::string partner_secret_;
  std::string webhook_secret_;  ///< of webhooks either way
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Process> sandbox_, receiver_;
  std::string sandbox_url_;
};

/// A port that nobody listens at, for a hub that is to come back at the same address.
std::uint16_t free_port();

}  // namespace patchbay::test
