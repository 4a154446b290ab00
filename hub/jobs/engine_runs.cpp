// The engine's runs: from the handler's start to the recorded end.
#include <boost/asio/post.hpp>

#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/jobs/engine.h"
#include "hub/jobs/retry.h"

namespace patchbay::jobs {
namespace {

constexpr int faults_max = 20;  // in a row, of one job

/// What is known of an end that is no success.
struct Trouble {
  LogLevel level;
  const char* event;
  const std::string& reason;
};
std::optional<Trouble> trouble_of(const End& end) {
  if (const auto* again = std::get_if<Again>(&end))
    return Trouble{LogLevel::info, "job.again", again->reason};
  if (const auto* later = std::get_if<Later>(&end))
    return Trouble{LogLevel::debug, "job.later", later->reason};
  if (const auto* dead = std::get_if<Dead>(&end))
    return Trouble{LogLevel::warning, "job.dead", dead->reason};
  return std::nullopt;
}

void log_end(const Job& job, const End& end) {
  const auto trouble = trouble_of(end);
  if (!trouble) return;
  log_line(trouble->level, trouble->event,
           {{"organisation", job.organisation},
            {"kind", job.kind},
            {"key", job.key},
            {"attempt", job.attempt},
            {"reason", trouble->reason}});
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

Async<void> Engine::run(std::shared_ptr<Engine> self, SharedJob job) {
  std::optional<End> ended;
  std::string fault;
  try {
    Async<End> running = self->handlers_.at(job->kind)(*job);
    ended = co_await std::move(running);
  } catch (const std::exception& e) {
    fault = e.what();
  } catch (...) {
    fault = "an exception of unknown type";
  }
  self->end(job, std::move(ended), fault);
}

void Engine::end(const SharedJob& job, std::optional<End> end, const std::string& fault) {
  const Lock lock(mutex_);
  if (!steps_) return;
  const int faults = end ? 0 : job->faults + 1;
  finish_run(lock, job, end ? std::move(*end) : after_fault(*job, fault), faults);
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

void Engine::finish_run(const Lock&, const SharedJob& job, End end, int faults) {
  slots_.ended({job->kind, job->organisation, job->partner});
  if (!steps_) return;
  log_end(*job, end);
  Finished finished{job->id, job->lease, end, faults};
  steps_->submit(std::move(finished), [self = shared_from_this(), job, end = std::move(end)](
                                          const std::exception_ptr& error,
                                          const StepResult& result) {
    self->come_back({job, end, result.counted, error ? text_of_exception(error) : std::string()});
  });
}

void Engine::come_back(EndedRun ended) {
  {
    const std::lock_guard lock(inbox_mutex_);
    inbox_.push_back(std::move(ended));
    if (inbox_.size() > 1) return;  // the loop knows already
  }
  boost::asio::post(home_, [self = shared_from_this()] { self->record_all(); });
}

void Engine::record_all() {
  failpoint("jobs.finish.committed");
  std::vector<EndedRun> ended;
  {
    const std::lock_guard lock(inbox_mutex_);
    ended.swap(inbox_);
  }
  const Lock lock(mutex_);
  for (const auto& one : ended) record(lock, one);
  idle_.notify_all();
}

void Engine::record(const Lock& lock, const EndedRun& ended) {
  const auto& [job, end, counted, error] = ended;
  --open_;
  const auto held = held_.find(job->id);
  if (held != held_.end() && held->second.lease == job->lease) held_.erase(held);
  if (!counted) {
    // The job comes back when its lease runs out, or ran out already and another run has it.
    log_line(LogLevel::error, "job.end_lost",
             {{"kind", job->kind},
              {"key", job->key},
              {"error", error.empty() ? "the lease was lost before the end" : error}});
  } else if (const auto* again = std::get_if<Again>(&end)) {
    ++stats_.again;
    poll_within(lock, again->at - clock_.now());
  } else if (const auto* later = std::get_if<Later>(&end)) {
    ++stats_.later;
    poll_within(lock, later->at - clock_.now());
  } else {
    ++(std::holds_alternative<Done>(end) ? stats_.done : stats_.dead);
  }
}

}  // namespace patchbay::jobs
