#include "hub/policy/simulation/burial.h"

#include "hub/policy/simulation/simulations.h"
#include "tests/support/run_on.h"
#include "tests/support/stores.h"

namespace patchbay::policy {
namespace {

const std::string organisation = "org_a";

class SimulationBurialTest : public StoreTest {
 protected:
  void add(const std::string& state, const std::string& problem = "") {
    write([&](store::Session& s) {
      store::execute(s,
                     "INSERT INTO simulations (organisation_id, id, draft, base, begins_at,"
                     " ends_at, state, problem, actor, reason, created_at) VALUES (:organisation,"
                     " 'sim_1', 'd', 'b', 0, 1, :state, :problem, 'anna', '', 0)",
                     {{"organisation", organisation}, {"state", state}, {"problem", problem}});
    });
  }
  void bury(const std::string& simulation = "sim_1") {
    jobs::Job job;
    job.organisation = organisation;
    job.kind = simulation_burial_kind;
    job.payload = R"({"key":")" + simulation + R"(","lease":1,"reason":"the worker ended"})";
    const auto handler = make_simulation_burial(store(), clock_);
    EXPECT_TRUE(std::holds_alternative<jobs::Done>(run_on(loops_->at(0), handler(job))));
  }
  SimulationView view() {
    return *read([](store::Session& s) { return find_simulation(s, organisation, "sim_1"); });
  }

  ManualClock clock_{{1'000'000}};
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
};
PATCHBAY_ON_BOTH_STORES(SimulationBurialTest);

TEST_P(SimulationBurialTest, one_that_runs_failed_and_says_why) {
  add("running");
  bury();
  EXPECT_EQ(view().state, SimulationState::failed);
  EXPECT_EQ(view().problem, "its job was given up: the worker ended; simulate again");
  EXPECT_EQ(view().ended_at, clock_.now());
}

TEST_P(SimulationBurialTest, one_that_never_began_failed_too) {
  add("queued");
  bury();
  EXPECT_EQ(view().state, SimulationState::failed);
}

TEST_P(SimulationBurialTest, one_that_ended_since_stays_as_it_is) {
  add("cancelled", "called off");
  bury();
  bury("sim_unknown");
  EXPECT_EQ(view().state, SimulationState::cancelled);
  EXPECT_EQ(view().problem, "called off");
}

}  // namespace
}  // namespace patchbay::policy
