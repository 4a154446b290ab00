#include "hub/policy/simulation/simulator.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

#include "adapters/run_on.h"
#include "hub/base/log.h"
#include "hub/policy/simulation/simulations.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::policy {
namespace {

using Steady = std::chrono::steady_clock;
using store::Access;
using store::Session;

constexpr std::chrono::milliseconds note_every{500};
constexpr std::chrono::seconds after_stop{1};

/// Empty where the payload names none, which no simulation is called.
std::string simulation_in(const std::string& payload) {
  boost::system::error_code failed;
  const auto value = boost::json::parse(payload, failed);
  const auto* object = failed ? nullptr : value.if_object();
  const auto* id = object ? object->if_contains("simulation") : nullptr;
  return id && id->is_string() ? std::string(id->get_string()) : std::string();
}

/// One run, on the simulator's thread.
class Run {
 public:
  Run(const SimulatorParts& parts, const OrganisationId& organisation, SimulationView view)
      : parts_(parts), organisation_(organisation), view_(std::move(view)) {}

  /// False: the hub stops before it was at an end.
  bool to_end() {
    const auto ready = parts_.store.run_blocking(Access::write, [this](Session& session) {
      return begin_simulation(session, organisation_, view_.id);
    });
    if (!ready) return true;
    auto result = simulate_task();
    if (result && !*result) return !parts_.thread.is_stopping();
    const Result<std::string> text = result ? Result(boost::json::serialize(to_json(**result)))
                                            : Result<std::string>(result.error());
    const Timestamp now = parts_.clock.now();
    parts_.store.run_blocking(Access::write, [&](Session& session) {
      return end_simulation(session, organisation_, view_.id, text, now);
    });
    log_line(LogLevel::info, "policy.simulated",
             {{"simulation", view_.id}, {"draft", view_.draft}, {"ok", text ? "yes" : "no"}});
    return true;
  }

 private:
  Result<std::optional<SimulationResult>> simulate_task() {
    auto base = load(view_.base);
    if (!base) return base.error();
    auto draft = load(view_.draft);
    if (!draft) return draft.error();
    const SimulationTask task{organisation_, std::move(*base), std::move(*draft), view_.period};
    return simulate(parts_.store, task, [this](std::int64_t read, std::int64_t total) {
      return !parts_.thread.is_stopping() && is_wanted(read, total);
    });
  }

  Result<Policy> load(const std::string& version) {
    return parts_.store.run_blocking(Access::read, [&](Session& session) {
      return parts_.book.version(session, organisation_, version);
    });
  }

  /// Writes how far it is, now and then; false: it was called off.
  bool is_wanted(std::int64_t read, std::int64_t total) {
    const auto now = Steady::now();
    if (now - noted_ < note_every)
      return parts_.store.run_blocking(Access::read, [this](Session& session) {
        const auto view = find_simulation(session, organisation_, view_.id);
        return view && view->state == SimulationState::running;
      });
    noted_ = now;
    return parts_.store.run_blocking(Access::write, [&](Session& session) {
      return note_simulation(session, organisation_, view_.id, read, total);
    });
  }

  const SimulatorParts& parts_;
  const OrganisationId& organisation_;
  const SimulationView view_;
  Steady::time_point noted_{};
};

Async<jobs::End> run(SimulatorParts parts, jobs::Job job) {
  const std::string id = simulation_in(job.payload);
  const auto find = [&](Session& session) {
    return find_simulation(session, job.organisation, id);
  };
  const auto view = co_await parts.store.read(find);
  if (!view) co_return jobs::Dead{"there is no simulation \"" + id + "\""};
  const auto work = [&] { return Run(parts, job.organisation, *view).to_end(); };
  const bool ended = co_await adapters::run_on(parts.thread.pool(), work);
  if (!ended) co_return jobs::Later{parts.clock.now() + after_stop, "the hub stopped"};
  co_return jobs::Done{};
}

}  // namespace

SimulatorThread::~SimulatorThread() {
  stop();
  pool_.join();
}

jobs::Handler make_simulator(SimulatorParts parts) {
  return [parts](jobs::Job job) { return run(parts, std::move(job)); };
}

}  // namespace patchbay::policy
