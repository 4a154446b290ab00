#include "hub/base/failpoint.h"
#include "hub/jobs/engine.h"

#include <boost/asio/post.hpp>

#include "hub/base/log.h"
#include "hub/jobs/retry.h"

namespace patchbay::jobs {
namespace {

constexpr Duration store_retry(1'000'000);  // after a claim that the store refused
constexpr int faults_max = 20;              // in a row, of one job

void log_end(const Job& job, const End& end) {
  const auto* again = std::get_if<Again>(&end);
  const auto* dead = std::get_if<Dead>(&end);
  if (!again && !dead) return;
  log_line(dead ? LogLevel::warning : LogLevel::info, dead ? "job.dead" : "job.again",
           {{"organisation", job.organisation},
            {"kind", job.kind},
            {"key", job.key},
            {"attempt", job.attempt},
            {"reason", dead ? dead->reason : again->reason}});
}

}  // namespace

std::string text_of_exception(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

void Engine::ask(const Lock&) {
  if (asking_ || stopping_ || !steps_ || slots_.wants().empty()) return;
  asking_ = true;
  steps_->submit(AskForWork{}, [self = shared_from_this()](const std::exception_ptr& error,
                                                           StepResult result) {
    boost::asio::post(self->home_, [self, error, claimed = std::move(result.claimed)]() mutable {
      self->receive(error, std::move(claimed));
    });
  });
}

std::vector<StepResult> Engine::apply(store::Session& session, std::span<const Step> steps) {
  std::vector<Finished> finished;
  for (const auto& step : steps)
    if (const auto* one = std::get_if<Finished>(&step)) finished.push_back(*one);
  const auto counted = jobs::finish(session, finished);
  if (!finished.empty()) failpoint("jobs.finish.before_commit");
  std::vector<StepResult> results(steps.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (std::holds_alternative<Finished>(steps[i]))
      results[i].counted = counted[next++];
    else
      results[i].claimed = claim_wanted(session);
  }
  return results;
}

Claimed Engine::claim_wanted(store::Session& session) {
  Claimed claimed;
  {
    // Only now, so that places that became free while the claim waited are filled as well.
    const Lock lock(mutex_);
    if (!stopping_) claimed.wants = slots_.wants();
  }
  claimed.good_until = std::chrono::steady_clock::now() + options_.lease;
  claimed.jobs = claim(session, claimed.wants, options_.name, options_.lease);
  if (!claimed.jobs.empty()) failpoint("jobs.claim.before_commit");
  std::vector<std::string> drained;
  for (const auto& want : claimed.wants) {
    const auto got = std::count_if(claimed.jobs.begin(), claimed.jobs.end(),
                                   [&](const Job& job) { return job.kind == want.kind; });
    if (static_cast<std::size_t>(got) < want.limit) drained.push_back(want.kind);
  }
  claimed.next_due = next_due_in(session, drained);
  return claimed;
}

void Engine::receive(const std::exception_ptr& error, Claimed claimed) {
  {
    const Lock lock(mutex_);
    asking_ = false;
    if (error) {
      log_line(LogLevel::error, "jobs.claim_failed", {{"error", text_of_exception(error)}});
      poll_within(lock, store_retry);
    }
    for (const auto& want : claimed.wants)
      slots_.claimed(want, static_cast<std::size_t>(std::count_if(
                               claimed.jobs.begin(), claimed.jobs.end(),
                               [&](const Job& job) { return job.kind == want.kind; })));
    if (!claimed.jobs.empty()) failpoint("jobs.claim.committed");
    stats_.claimed += claimed.jobs.size();
    for (auto& job : claimed.jobs) take(lock, job, claimed.good_until);
    if (stopping_) {
      for (auto& job : claimed.jobs)
        finish_run(lock, job, Again{clock_.now(), "the worker stopped before it ran"}, job.faults);
      claimed.jobs.clear();
    }
    if (std::exchange(missed_, false)) slots_.wake_all();
    if (!error) {
      ask(lock);
      poll_within(lock,
                  std::min(claimed.next_due.value_or(options_.idle_poll), options_.idle_poll));
    }
    idle_.notify_all();
  }
  for (auto& job : claimed.jobs)
    spawn(loops_.next(), "job", run(shared_from_this(), std::move(job)));
}

void Engine::take(const Lock&, Job& job, LeaseClock::Time good_until) {
  ++open_;
  auto clock = std::make_shared<LeaseClock>(good_until);
  job.lease_clock = clock;
  held_[job.id] = {job.lease, std::move(clock)};
}

Async<void> Engine::run(std::shared_ptr<Engine> self, Job job) {
  std::optional<End> ended;
  std::string fault;
  try {
    Async<End> running = self->handlers_.at(job.kind)(job);
    ended = co_await std::move(running);
  } catch (const std::exception& e) {
    fault = e.what();
  } catch (...) {
    fault = "an exception of unknown type";
  }
  self->end(std::move(job), std::move(ended), fault);
}

void Engine::end(Job job, std::optional<End> end, const std::string& fault) {
  const Lock lock(mutex_);
  if (!steps_) return;
  const int faults = end ? 0 : job.faults + 1;
  End how = end ? std::move(*end) : after_fault(job, fault);
  finish_run(lock, std::move(job), std::move(how), faults);
  ask(lock);
}

End Engine::after_fault(const Job& job, const std::string& fault) {
  log_line(LogLevel::error, "job.fault",
           {{"organisation", job.organisation},
            {"kind", job.kind},
            {"key", job.key},
            {"attempt", job.attempt},
            {"error", fault}});
  const RetryPolicy policy{.attempts_max = faults_max};
  const auto decision =
      decide_retry(policy, {.number = job.faults + 1, .now = clock_.now(), .why = fault}, random_);
  if (const auto* retry = std::get_if<RetryAt>(&decision)) return Again{retry->at, fault};
  return Dead{std::get<GiveUp>(decision).reason};
}

void Engine::finish_run(const Lock&, Job job, End end, int faults) {
  slots_.ended(job.kind);
  if (!steps_) return;
  log_end(job, end);
  Finished finished{job.id, job.lease, end, faults};
  steps_->submit(
      std::move(finished), [self = shared_from_this(), job = std::move(job), end = std::move(end)](
                               const std::exception_ptr& error, const StepResult& result) {
        boost::asio::post(self->home_, [self, job, end, error, counted = result.counted] {
          self->record(job, end, error, counted);
        });
      });
}

void Engine::record(const Job& job, const End& end, const std::exception_ptr& error, bool counted) {
  failpoint("jobs.finish.committed");
  const Lock lock(mutex_);
  --open_;
  const auto held = held_.find(job.id);
  if (held != held_.end() && held->second.lease == job.lease) held_.erase(held);
  if (error || !counted) {
    // The job comes back when its lease runs out, or ran out already and another run has it.
    log_line(LogLevel::error, "job.end_lost",
             {{"kind", job.kind},
              {"key", job.key},
              {"error", error ? text_of_exception(error) : "the lease was lost before the end"}});
  } else if (const auto* again = std::get_if<Again>(&end)) {
    ++stats_.again;
    poll_within(lock, again->at - clock_.now());
  } else {
    ++(std::holds_alternative<Done>(end) ? stats_.done : stats_.dead);
  }
  idle_.notify_all();
}

}  // namespace patchbay::jobs
