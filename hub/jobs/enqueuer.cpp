#include "hub/jobs/enqueuer.h"

#include "hub/jobs/new_job.h"

namespace patchbay::jobs {

namespace {

constexpr int postgresql_batches = 2;

}  // namespace

Enqueuer::Enqueuer(store::Store& store, const Clock& clock) {
  const auto apply = [&clock](store::Session& session, std::span<const NewJob> jobs) {
    jobs::enqueue(session, jobs, clock.now());
    return std::vector<std::monostate>(jobs.size());
  };
  const int batches = store.dialect() == store::Dialect::postgresql ? postgresql_batches : 1;
  for (int i = 0; i < batches; ++i) batches_.emplace_back(store, apply);
}

Enqueuer::Batch& Enqueuer::next() { return batches_[turn_++ % batches_.size()]; }

// A job that would be refused is not put into a batch, which would be halved to find it.
Async<void> Enqueuer::enqueue(NewJob job) {
  if (auto checked = check(job); !checked) throw ErrorException(checked.error());
  co_await next().submit(std::move(job));
}

void Enqueuer::enqueue(NewJob job, std::function<void(std::exception_ptr)> done) {
  if (auto checked = check(job); !checked)
    return done(std::make_exception_ptr(ErrorException(checked.error())));
  next().submit(std::move(job), [done = std::move(done)](const std::exception_ptr& error,
                                                         std::monostate) { done(error); });
}

}  // namespace patchbay::jobs
