#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/jobs/redrives.h"

namespace patchbay::jobs {
namespace {

constexpr Duration pace(1'000'000);  // a slice is a second's worth

struct Redriver {
  store::Store& store;
  RedriveHooks hooks;
  const Clock& clock;
};

void log_end(const Redrive& order) {
  log_line(LogLevel::info, "dead.redriven",
           {{"redrive", order.id}, {"wanted", order.wanted}, {"redriven", order.redriven}});
}

Async<End> run(std::shared_ptr<const Redriver> self, Job job) {
  const Timestamp now = self->clock.now();
  auto work = [&self, &job, now](store::Session& session) {
    const bool rest = redrive_slice(session, job.organisation, job.key, self->hooks, now);
    failpoint("jobs.redrive.before_commit");
    return rest;
  };
  const bool more = co_await self->store.write(work);
  failpoint("jobs.redrive.committed");
  if (more) co_return Later{now + pace, "more dead letters go back at the pace that was ordered"};
  auto read = [&job](store::Session& session) {
    return find_redrive(session, job.organisation, job.key);
  };
  const auto order = co_await self->store.read(read);
  if (order) log_end(*order);
  co_return Done{};
}

}  // namespace

Handler make_redriver(store::Store& store, RedriveHooks hooks, const Clock& clock) {
  auto self = std::make_shared<const Redriver>(Redriver{store, std::move(hooks), clock});
  return [self](Job job) { return run(self, std::move(job)); };
}

}  // namespace patchbay::jobs
