#pragma once
// One hub in the simulation: a small worker around the real handler of rewards, stepped by hand.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <optional>

#include "adapters/registry.h"
#include "hub/jobs/leases.h"
#include "hub/loyalty/rewards.h"
#include "tests/simulation/fault_store.h"

namespace patchbay::simulation {

/// A call on its way. The world sends it to the partner, then gives its outcome.
struct Flight {
  Flight(boost::asio::io_context& loop, adapters::Call what)
      : call(std::move(what)), arrival(loop, boost::asio::steady_timer::time_point::max()) {}
  adapters::Call call;
  boost::asio::steady_timer arrival;  ///< cancelled when the outcome is there
  bool is_sent = false;
  std::optional<adapters::Outcome> outcome;  ///< what the partner answered, not yet heard
};

/// Simulated time as the steady clock of the processes.
inline jobs::LeaseClock::Time steady(Timestamp at) {
  return jobs::LeaseClock::Time(Duration(at.micros));
}

struct ProcessParts {
  store::Store& shared;
  const adapters::Registry& registry;
  const Clock& clock;
  Random& random;
  std::string name;
  Duration lease;
  std::function<Fate()> fate;
  /// Until when a partner's breaker is open.
  std::function<std::optional<Timestamp>(const std::string& partner)> down_until;
};

/// Does nothing unless it is told to. Gone, with all that it was about to do, when it is destroyed.
class SimProcess {
 public:
  explicit SimProcess(const ProcessParts& parts);
  SimProcess(const SimProcess&) = delete;
  ~SimProcess();

  void claim(std::size_t most);
  void heartbeat();
  /// Everything that can go on does.
  void poll();
  /// The partner's answer reaches the process.
  void hear(const std::shared_ptr<Flight>& flight);

  bool is_dead() const { return store_.is_dead(); }
  void die() { store_.die(); }
  const std::deque<std::shared_ptr<Flight>>& flights() const { return flights_; }

 private:
  class FlightCaller;
  struct Held {
    jobs::Lease lease;
    std::shared_ptr<jobs::LeaseClock> clock;
  };
  Async<void> run(jobs::Job job);
  Async<adapters::Outcome> fly(adapters::Call call);

  const ProcessParts parts_;
  std::deque<std::shared_ptr<Flight>> flights_;
  std::map<std::int64_t, Held> held_;
  std::unique_ptr<adapters::Caller> caller_;
  jobs::Handler issuer_;
  // The loop goes first, and with it the coroutines, which use all of the above.
  std::optional<boost::asio::io_context> loop_;
  FaultStore store_;
};

}  // namespace patchbay::simulation
