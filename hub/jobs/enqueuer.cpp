#include "hub/jobs/enqueuer.h"

#include "hub/jobs/new_job.h"

namespace patchbay::jobs {

Enqueuer::Enqueuer(store::Store& store, const Clock& clock)
    : batch_(store, [&clock](store::Session& session, std::span<const NewJob> jobs) {
        jobs::enqueue(session, jobs, clock.now());
        return std::vector<std::monostate>(jobs.size());
      }) {}

// A job that would be refused is not put into a batch, which would be halved to find it.
Async<void> Enqueuer::enqueue(NewJob job) {
  if (auto checked = check(job); !checked) throw ErrorException(checked.error());
  co_await batch_.submit(std::move(job));
}

void Enqueuer::enqueue(NewJob job, std::function<void(std::exception_ptr)> done) {
  if (auto checked = check(job); !checked)
    return done(std::make_exception_ptr(ErrorException(checked.error())));
  batch_.submit(std::move(job), [done = std::move(done)](const std::exception_ptr& error,
                                                         std::monostate) { done(error); });
}

}  // namespace patchbay::jobs
