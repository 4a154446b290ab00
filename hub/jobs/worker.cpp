#include "hub/jobs/worker.h"

#include "hub/jobs/engine.h"
#include "hub/jobs/lanes.h"

namespace patchbay::jobs {
namespace {

constexpr Duration stop_limit_default(5'000'000);
/// A commit costs as much as hundreds of ends.
constexpr std::size_t ends_a_commit_max = 4'000;

class LoopWorker final : public Worker {
 public:
  LoopWorker(store::Store& store, SwitchBoard* switches, std::shared_ptr<Engine> engine)
      : engine_(std::move(engine)),
        steps_(
            store,
            [engine = engine_.get()](store::Session& session, std::span<const Step> steps) {
              return engine->apply(session, steps);
            },
            ends_a_commit_max) {
    engine_->start(steps_);
    const auto wake = [engine = engine_.get()] { engine->wake(); };
    new_work_ = store.subscribe(wake_channel, wake);
    if (switches) switched_ = switches->on_change(wake);
  }
  ~LoopWorker() override { stop(stop_limit_default); }

  void wake() override { engine_->wake(); }
  void stop(Duration limit) override {
    switched_.reset();
    new_work_.reset();
    engine_->stop(limit);
  }
  WorkerStats stats() const override { return engine_->stats(); }

 private:
  std::shared_ptr<Engine> engine_;
  Steps steps_;
  store::Store::Subscription new_work_;
  SwitchBoard::Subscription switched_;
};

}  // namespace

std::unique_ptr<Worker> start_worker(store::Store& store, http::Loops& loops, WorkerOptions options,
                                     std::map<std::string, Handler> handlers, const Clock& clock,
                                     Random& random) {
  auto* const switches = options.switches;
  return std::make_unique<LoopWorker>(store, switches,
                                      std::make_shared<Engine>(store, loops, std::move(options),
                                                               std::move(handlers), clock, random));
}

}  // namespace patchbay::jobs
