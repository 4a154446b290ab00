#pragma once
// A whole world from a seed: customers, partners, two hubs on one store, and everything that
// can go wrong between them.

#include <deque>
#include <memory>

#include "hub/policy/policy_book.h"
#include "tests/simulation/partner.h"
#include "tests/simulation/process.h"
#include "tests/support/invariant.h"

namespace patchbay::simulation {

class World {
 public:
  /// `shared` holds only what other worlds left at an end; `clock` is its machine's clock too.
  World(store::Store& shared, ManualClock& clock, std::uint64_t seed);

  /// Faults for a while, then calm until everything ended. What was broken, when it was first seen.
  test::Violations run();

  /// What happened, a line each, newest last.
  const std::deque<std::string>& history() const { return history_; }

  static constexpr Duration settle_after{1'000'000};  ///< of every partner

 private:
  struct Arrival {  ///< a request that reaches its partner late
    Timestamp at;
    SimPartner* partner;
    adapters::Call call;
  };

  void open_partners();
  void reward_customers();
  Fate draw_fate();
  std::size_t below(std::size_t limit) { return random_.below(limit); }
  bool happens(std::uint64_t percent) { return random_.below(100) < percent; }

  void step();
  void step_process(std::size_t which);
  void step_flight(SimProcess& process);
  void send(SimProcess& process, const std::shared_ptr<Flight>& flight);
  adapters::Outcome deliver(const adapters::Call& call);
  adapters::Outcome answer_question(const adapters::Call& call);
  void advance(Duration by);
  void reconcile(SimPartner& partner);
  void take_down(SimPartner& partner);
  void replace_dead();

  void calm_round();
  void redrive(const std::string& reward);
  bool is_at_end();
  test::Evidence evidence();
  void note(std::string what);

  store::Store& shared_;
  ManualClock& clock_;
  SeededRandom random_;
  const std::string organisation_;
  std::unique_ptr<policy::PolicyBook> policies_;
  adapters::Registry registry_;
  std::deque<SimPartner> partners_;
  std::vector<Arrival> late_;
  std::map<std::string, Timestamp> down_until_;  ///< of partners, by every hub's breaker
  struct Hub {
    std::unique_ptr<SimProcess> process;
    bool is_frozen = false;
  };
  std::vector<Hub> hubs_;
  int lives_ = 0;
  bool is_calm_ = false;
  std::deque<std::string> history_;
};

}  // namespace patchbay::simulation
