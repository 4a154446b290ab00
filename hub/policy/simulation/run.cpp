#include "hub/policy/simulation/run.h"

#include <atomic>
#include <future>
#include <mutex>

namespace patchbay::policy {
namespace {

constexpr std::size_t page_rows = 2000;

/// What the threads of one simulation share.
struct Shared {
  store::Store& store;
  const SimulationTask& task;
  const SimulationProgress& progress;
  std::int64_t total;
  std::mutex mutex;
  std::int64_t read = 0;
  std::atomic<bool> stopped = false;

  /// After a page. False: stop.
  bool go_on(std::size_t rows) {
    const std::lock_guard lock(mutex);
    read += static_cast<std::int64_t>(rows);
    if (!stopped && !progress(read, total)) stopped = true;
    return !stopped;
  }
};

/// Feeds one range of customers.
void run_range(Shared& shared, const CustomerRange& range, Simulation& simulation,
               RecordedReader& reader) {
  std::vector<RecordedRow> page;
  do {
    const std::optional<RecordedRow> last =
        page.empty() ? std::nullopt : std::optional(std::move(page.back()));
    page = shared.store.run_blocking(store::Access::read, [&](store::Session& session) {
      return read_recorded(session, shared.task.organisation, shared.task.period, range,
                           last ? &*last : nullptr, page_rows);
    });
    for (const RecordedRow& row : page) {
      auto fact = reader.read(row);
      if (fact)
        simulation.feed(std::move(*fact));
      else
        simulation.skip(fact.error().message);
    }
    if (!shared.go_on(page.size())) return;
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
  std::int64_t total = 0;
  std::vector<CustomerRange> ranges;
  store.run_blocking(store::Access::read, [&](store::Session& session) {
    total = count_recorded(session, task.organisation, task.period);
    ranges = share_customers(session, task.organisation, task.period);
  });
  Shared shared{store, task, progress, total, {}, 0, false};
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
  if (shared.stopped) return std::optional<SimulationResult>();
  for (std::size_t i = 1; i < simulations.size(); ++i)
    simulations[0].merge(std::move(simulations[i]));
  return std::optional(simulations[0].finish(task.period));
}

}  // namespace patchbay::policy
