// The engine's runs: from the handler's start to the recorded end.
#include <boost/asio/post.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/base/text.h"
#include "hub/jobs/engine.h"
#include "hub/jobs/retry.h"

namespace patchbay::jobs {
namespace {

constexpr int faults_max = 20;  // in a row, of one job
constexpr std::size_t reason_bytes_max = 4'096;
constexpr Duration store_retry(1'000'000);  // after an end that the store refused
constexpr int end_tries_max = 600;

/// Reasons quote what partners say; a byte that the store does not take must not lose the end.
void clean_reason(End& end) {
  if (auto* again = std::get_if<Again>(&end))
    again->reason = clean_text(again->reason, reason_bytes_max);
  else if (auto* later = std::get_if<Later>(&end))
    later->reason = clean_text(later->reason, reason_bytes_max);
  else if (auto* dead = std::get_if<Dead>(&end))
    dead->reason = clean_text(dead->reason, reason_bytes_max);
}

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
  Finished finished{job->id, job->lease, {}};
  if (end) {
    finished.end = std::move(*end);
  } else {
    finished.end = after_fault(*job, fault);
    finished.faults = job->faults + 1;
    finished.follow_up = follow_up_of(*job, finished.end);
  }
  finish_run(lock, job, std::move(finished));
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

/// A handler that could not say how its job ended has another told.
std::shared_ptr<const NewJob> Engine::follow_up_of(const Job& job, const End& end) const {
  const auto kind = options_.on_burial.find(job.kind);
  const auto* dead = std::get_if<Dead>(&end);
  if (!dead || kind == options_.on_burial.end()) return nullptr;
  // A job may be redriven and buried again: each time is told.
  return std::make_shared<const NewJob>(
      NewJob{.organisation = job.organisation,
             .kind = kind->second,
             .key = std::to_string(job.id) + "/" + std::to_string(job.lease),
             .payload = boost::json::serialize(
                 boost::json::object{{"key", job.key},
                                     {"lease", job.lease},
                                     {"reason", clean_text(dead->reason, reason_bytes_max)}}),
             .partner = job.partner,
             .run_at = clock_.now()});
}

Engine::Held* Engine::find_held(const Lock&, const Job& job) {
  const auto found = held_.find(job.id);
  return found != held_.end() && found->second.lease == job.lease ? &found->second : nullptr;
}

void Engine::finish_run(const Lock& lock, const SharedJob& job, Finished finished) {
  slots_.ended({job->kind, job->organisation, job->partner});
  if (!steps_) return;
  finished.organisation = job->organisation;
  finished.lane = job->lane;
  clean_reason(finished.end);
  log_end(*job, finished.end);
  submit(lock, {job, std::move(finished)});
}

void Engine::submit(const Lock& lock, EndedRun ended) {
  if (auto* held = find_held(lock, *ended.job)) held->is_ending = true;
  Finished finished = ended.finished;
  ++ended.tries;
  steps_->submit(std::move(finished),
                 [self = shared_from_this(), ended = std::move(ended)](
                     const std::exception_ptr& error, const StepResult& result) mutable {
                   ended.counted = !error && result.counted;
                   ended.is_refused = error && is_unavailable(error);
                   ended.error = error ? text_of_exception(error) : std::string();
                   self->come_back(std::move(ended));
                 });
}

/// The fence makes it safe to record an end late: of a lease that somebody else has by then it
/// changes nothing.
bool Engine::keep_refused(const Lock& lock, const EndedRun& ended) {
  auto* held = find_held(lock, *ended.job);
  if (!ended.is_refused || !held || !end_timer_ || ended.tries >= end_tries_max) return false;
  ends_outage_.failed(ended.error);
  held->is_ending = false;  // its lease is prolonged meanwhile
  refused_.push_back(ended);
  if (refused_.size() > 1) return true;
  end_timer_->expires_after(store_retry);
  end_timer_->async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    if (const auto self = weak.lock()) self->submit_refused();
  });
  return true;
}

void Engine::submit_refused() {
  const Lock lock(mutex_);
  if (!steps_) return;
  for (auto& ended : std::exchange(refused_, {})) submit(lock, std::move(ended));
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
  if (keep_refused(lock, ended)) return;
  const auto& job = ended.job;
  const auto& end = ended.finished.end;
  --open_;
  if (find_held(lock, *job)) held_.erase(job->id);
  if (ended.counted) ends_outage_.worked();
  if (!ended.counted) {
    // The job comes back when its lease runs out, or ran out already and another run has it.
    log_line(LogLevel::error, "job.end_lost",
             {{"kind", job->kind},
              {"key", job->key},
              {"error", ended.error.empty() ? "the lease was lost before the end" : ended.error}});
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
