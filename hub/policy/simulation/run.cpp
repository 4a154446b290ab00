#include "hub/policy/simulation/run.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <mutex>

namespace patchbay::policy {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t page_rows = 2000;
constexpr std::chrono::milliseconds tell_every{100};  ///< within a page that takes its time

bool looks_at_points(const Policy& policy) {
  const auto& milestones = policy.milestones();
  return std::any_of(milestones.begin(), milestones.end(),
                     [](const auto& milestone) { return milestone.points.has_value(); });
}

/// What the threads of one simulation share.
struct Shared {
  store::Store& store;
  const SimulationTask& task;
  const SimulationProgress& progress;
  Looks looks;
  std::int64_t total;
  std::mutex mutex;
  std::int64_t read = 0;
  std::atomic<bool> stopped = false;

  /// After a page or a part of it. False: stop.
  bool go_on(std::size_t rows) {
    const std::lock_guard lock(mutex);
    read += static_cast<std::int64_t>(rows);
    if (!stopped && !progress(read, total)) stopped = true;
    return !stopped;
  }
};

/// Feeds a page, and ends early when it is to stop. False: stop.
bool run_page(Shared& shared, const std::vector<RecordedRow>& page, Simulation& simulation,
              RecordedReader& reader) {
  auto told_at = Steady::now();
  std::size_t untold = 0;
  for (const RecordedRow& row : page) {
    if (shared.stopped) return false;
    auto fact = reader.read(row);
    if (fact)
      simulation.feed(std::move(*fact));
    else
      simulation.skip(fact.error().message);
    ++untold;
    if (!simulation.check_pace()) {
      shared.stopped = true;
      return false;
    }
    const auto now = Steady::now();
    if (now - told_at < tell_every) continue;
    if (!shared.go_on(untold)) return false;
    untold = 0;
    told_at = Steady::now();
  }
  return shared.go_on(untold);
}

/// Feeds one range of customers.
void run_range(Shared& shared, const CustomerRange& range, Simulation& simulation,
               RecordedReader& reader) {
  std::vector<RecordedRow> page;
  do {
    const std::optional<RecordedRow> last =
        page.empty() ? std::nullopt : std::optional(std::move(page.back()));
    page = shared.store.run_blocking(store::Access::read, [&](store::Session& session) {
      return read_recorded(session, shared.task.organisation, shared.task.period, shared.looks,
                           range, last ? &*last : nullptr, page_rows);
    });
    if (!run_page(shared, page, simulation, reader)) return;
  } while (page.size() == page_rows);
}

/// An error of one thread ends the others.
void run_range_or_stop(Shared& shared, const CustomerRange& range, Simulation& simulation,
                       RecordedReader& reader) {
  try {
    run_range(shared, range, simulation, reader);
  } catch (...) {
    shared.stopped = true;
    throw;
  }
}

}  // namespace

Result<std::optional<SimulationResult>> simulate(store::Store& store, const SimulationTask& task,
                                                 const SimulationProgress& progress) {
  const Looks looks = looks_at_points(task.base) || looks_at_points(task.draft)
                          ? Looks::days_and_points
                          : Looks::days;
  std::int64_t total = 0;
  std::vector<CustomerRange> ranges;
  store.run_blocking(store::Access::read, [&](store::Session& session) {
    total = count_recorded(session, task.organisation, task.period, looks);
    ranges = share_customers(session, task.organisation, task.period, looks);
  });
  Shared shared{store, task, progress, looks, total, {}, 0, false};
  std::vector<Simulation> simulations;
  std::vector<RecordedReader> readers;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    auto simulation = Simulation::make(task.base, task.draft);
    if (!simulation) return simulation.error();
    auto reader = RecordedReader::make(task.base.programme().time_zone);
    if (!reader) return reader.error();
    simulations.push_back(std::move(*simulation));
    readers.push_back(std::move(*reader));
  }
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < ranges.size(); ++i)
    others.push_back(std::async(std::launch::async, [&, i] {
      run_range_or_stop(shared, ranges[i], simulations[i], readers[i]);
    }));
  run_range_or_stop(shared, ranges[0], simulations[0], readers[0]);
  for (auto& other : others) other.get();
  for (const Simulation& simulation : simulations)
    if (auto checked = simulation.check_pace(); !checked) return checked.error();
  if (shared.stopped) return std::optional<SimulationResult>();
  for (std::size_t i = 1; i < simulations.size(); ++i)
    simulations[0].merge(std::move(simulations[i]));
  return std::optional(simulations[0].finish(task.period));
}

}  // namespace patchbay::policy
