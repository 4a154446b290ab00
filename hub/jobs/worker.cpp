#include "hub/jobs/worker.h"

#include "hub/jobs/engine.h"

namespace patchbay::jobs {
namespace {

constexpr Duration stop_limit_default(5'000'000);

class LoopWorker final : public Worker {
 public:
  LoopWorker(store::Store& store, std::shared_ptr<Engine> engine)
      : engine_(std::move(engine)),
        steps_(store,
               [engine = engine_.get()](store::Session& session, std::span<const Step> steps) {
                 return engine->apply(session, steps);
               }) {
    engine_->start(steps_);
  }
  ~LoopWorker() override { engine_->stop(stop_limit_default); }

  void wake() override { engine_->wake(); }
  void stop(Duration limit) override { engine_->stop(limit); }
  WorkerStats stats() const override { return engine_->stats(); }

 private:
  std::shared_ptr<Engine> engine_;
  Steps steps_;
};

}  // namespace

std::unique_ptr<Worker> start_worker(store::Store& store, http::Loops& loops, WorkerOptions options,
                                     std::map<std::string, Handler> handlers, const Clock& clock,
                                     Random& random) {
  return std::make_unique<LoopWorker>(
      store, std::make_shared<Engine>(store, loops, std::move(options), std::move(handlers), clock,
                                      random));
}

}  // namespace patchbay::jobs
