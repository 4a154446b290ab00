// The engine's claims: what is wanted, what came.
#include <boost/asio/post.hpp>

#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/jobs/engine.h"

namespace patchbay::jobs {
namespace {

constexpr Duration store_retry(1'000'000);     // after a claim that the store refused
constexpr std::size_t sources_max = 500;       // of a kind and with their priorities, at one look
constexpr Duration until_told{3'600'000'000};  // a switch tells when it changes

std::string why_buried(const Job& job) {
  return "its worker ended without a word " + std::to_string(job.interruptions) +
         " times in a row while it ran this job: the job may be what ends it";
}

}  // namespace

bool Engine::is_halted() const {
  const auto* switches = options_.switches;
  return switches && (switches->is_read_only() || switches->drains(options_.name));
}

void Engine::ask(const Lock&) {
  if (asking_ || stopping_ || !steps_ || slots_.hungry().empty() || is_halted()) return;
  asking_ = true;
  steps_->submit(AskForWork{},
                 [self = shared_from_this()](const std::exception_ptr& error, StepResult result) {
                   const std::shared_ptr<Claimed> claimed = std::move(result.claimed);
                   boost::asio::post(self->home_, [self, error, claimed] {
                     self->receive(error, claimed ? std::move(*claimed) : Claimed());
                   });
                 });
}

std::vector<StepResult> Engine::apply(store::Session& session, std::span<const Step> steps) {
  std::vector<Finished> finished;
  finished.reserve(steps.size());
  for (const auto& step : steps)
    if (const auto* one = std::get_if<Finished>(&step)) finished.push_back(*one);
  const auto counted = jobs::finish(session, finished);
  if (!finished.empty()) failpoint("jobs.finish.before_commit");
  std::vector<StepResult> results(steps.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (std::holds_alternative<Finished>(steps[i]))
      results[i].counted = counted[next++];
    else if (const auto* beat = std::get_if<Beat>(&steps[i]))
      results[i].beaten = std::make_unique<Beaten>(prolong(session, *beat->held));
    else
      results[i].claimed = std::make_unique<Claimed>(claim_wanted(session));
  }
  return results;
}

Beaten Engine::prolong(store::Session& session, const std::vector<Lease>& held) const {
  Beaten beaten;
  beaten.good_until = BootClock::now() + options_.lease;
  beaten.answers = renew(session, held, options_.lease);
  failpoint("jobs.renew.before_commit");
  return beaten;
}

std::vector<Candidate> Engine::find_candidates(store::Session& session,
                                               std::span<const Cursor> cursors) {
  std::vector<Candidate> candidates;
  for (auto& waiting : list_waiting(session, cursors, sources_max)) {
    const auto& [kind, organisation, partner] = waiting.source;
    Duration hold{0};
    if (options_.switches && options_.switches->stops_partner(organisation, partner))
      hold = until_told;
    else if (options_.hold)
      hold = options_.hold(waiting.source);
    const std::size_t places = options_.places ? options_.places(waiting.source) : 0;
    candidates.push_back({std::move(waiting), hold, places});
  }
  return candidates;
}

Claimed Engine::claim_wanted(store::Session& session) {
  Claimed claimed;
  std::vector<Cursor> cursors;
  {
    const Lock lock(mutex_);
    if (!stopping_ && !is_halted()) cursors = slots_.hungry();
  }
  const auto is_stopped = [this](const Cursor& cursor) {
    return options_.switches && options_.switches->stops_queue(cursor.after.kind);
  };
  for (const auto& cursor : cursors)
    if (is_stopped(cursor)) claimed.plans.push_back({.kind = cursor.after.kind, .wants = {}});
  std::erase_if(cursors, is_stopped);
  const auto candidates = find_candidates(session, cursors);
  std::vector<Want> wants;
  {
    // Only now, so that places that became free while the claim waited are filled as well.
    const Lock lock(mutex_);
    auto from = candidates.begin();
    for (const auto& cursor : cursors) {
      const auto end = std::find_if(from, candidates.end(), [&](const Candidate& one) {
        return one.waiting.source.kind != cursor.after.kind;
      });
      claimed.plans.push_back(slots_.plan(cursor.after.kind, {from, end}, sources_max));
      const auto& planned = claimed.plans.back().wants;
      wants.insert(wants.end(), planned.begin(), planned.end());
      from = end;
    }
  }
  claimed.good_until = BootClock::now() + options_.lease;
  claimed.jobs = claim(session, wants, options_.name, options_.lease);
  std::vector<Finished> burials;
  for (const auto& job : claimed.jobs)
    if (job.interruptions >= options_.interruptions_max) {
      burials.push_back(burial_of(job));
      claimed.buried.push_back(job);
    }
  jobs::finish(session, burials);
  if (!claimed.jobs.empty()) failpoint("jobs.claim.before_commit");
  return claimed;
}

Finished Engine::burial_of(const Job& job) const {
  Finished burial{job.id, job.lease, Dead{why_buried(job)}, job.faults};
  burial.organisation = job.organisation;
  burial.lane = job.lane;
  burial.follow_up = follow_up_of(job, burial.end);
  return burial;
}

void Engine::receive(const std::exception_ptr& error, Claimed claimed) {
  if (!claimed.jobs.empty()) failpoint("jobs.claim.committed");
  std::vector<SharedJob> started;
  {
    const Lock lock(mutex_);
    asking_ = false;
    Duration next = options_.idle_poll;
    if (error) {
      claims_outage_.failed(text_of_exception(error));
      next = store_retry;
    } else {
      claims_outage_.worked();
    }
    for (const auto& plan : claimed.plans)
      next = std::min(next, slots_.claimed(plan, claimed.jobs).value_or(next));
    stats_.claimed += claimed.jobs.size();
    for (const auto& job : claimed.buried) bury(lock, job);
    started.reserve(claimed.jobs.size());
    for (auto& job : claimed.jobs)
      if (job.interruptions < options_.interruptions_max)
        started.push_back(take(lock, job, claimed.good_until));
    if (stopping_) {
      for (const auto& job : started)
        finish_run(lock, job,
                   {job->id, job->lease, Later{clock_.now(), "the worker stopped before it ran"},
                    job->faults, true});
      started.clear();
    }
    if (std::exchange(missed_, false)) slots_.wake_all();
    if (!error) ask(lock);
    poll_within(lock, next);
    idle_.notify_all();
  }
  for (auto& job : started) spawn(loops_.next(), "job", run(shared_from_this(), std::move(job)));
}

void Engine::bury(const Lock&, const Job& job) {
  slots_.ended({job.kind, job.organisation, job.partner});
  ++stats_.dead;
  log_line(LogLevel::warning, "job.dead",
           {{"organisation", job.organisation},
            {"kind", job.kind},
            {"key", job.key},
            {"attempt", job.attempt},
            {"reason", why_buried(job)}});
}

Engine::SharedJob Engine::take(const Lock&, Job& job, LeaseClock::Time good_until) {
  ++open_;
  auto clock = std::make_shared<LeaseClock>(good_until);
  if (job.cancel_wanted) clock->want_stop();
  job.lease_clock = clock;
  Held& held = held_[job.id];
  // A wall clock that jumped past the lease, SQLite's, has us claim what a run of ours works on.
  if (held.clock) held.clock->set(LeaseClock::Time::min());
  held = {job.lease, std::move(clock)};
  return std::make_shared<const Job>(std::move(job));
}

}  // namespace patchbay::jobs
