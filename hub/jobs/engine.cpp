#include "hub/jobs/engine.h"

#include <boost/asio/post.hpp>

#include "hub/base/log.h"

namespace patchbay::jobs {
namespace {

constexpr Duration poll_min(1'000);
constexpr std::size_t places_default = 32;

}  // namespace

Engine::Engine(store::Store& store, http::Loops& loops, WorkerOptions options,
               std::map<std::string, Handler> handlers, const Clock& clock, Random& random)
    : store_(store),
      loops_(loops),
      home_(loops.at(0)),
      options_(std::move(options)),
      handlers_(std::move(handlers)),
      clock_(clock),
      random_(random),
      slots_(options_.claim_max) {
  for (const auto& [kind, handler] : handlers_) {
    const auto found = options_.concurrency.find(kind);
    const auto places = found == options_.concurrency.end() ? places_default : found->second;
    const auto of_source = options_.partner_concurrency;
    slots_.add_kind(kind, places, of_source == 0 ? places : std::min(of_source, places));
  }
}

void Engine::start(Steps& steps) {
  const Lock lock(mutex_);
  steps_ = &steps;
  poll_timer_.emplace(home_);
  beat_timer_.emplace(home_);
  end_timer_.emplace(home_);
  beat_later(lock);
  ask(lock);
}

void Engine::wake() {
  const Lock lock(mutex_);
  slots_.wake_all();
  missed_ = asking_;
  ask(lock);
}

void Engine::stop(Duration limit) {
  Lock lock(mutex_);
  if (!steps_) return;
  stopping_ = true;
  poll_timer_.reset();
  idle_.wait_for(lock, limit, [this] { return is_idle(); });
  beat_timer_.reset();
  end_timer_.reset();
  steps_ = nullptr;
}

WorkerStats Engine::stats() const {
  const Lock lock(mutex_);
  return stats_;
}

void Engine::poll_within(const Lock&, Duration wait) {
  if (!poll_timer_) return;
  const auto at = std::chrono::steady_clock::now() + std::max(wait, poll_min);
  if (poll_at_ && *poll_at_ <= at) return;
  poll_at_ = at;
  poll_timer_->expires_at(at);
  poll_timer_->async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    if (const auto self = weak.lock()) self->poll();
  });
}

void Engine::poll() {
  {
    const Lock lock(mutex_);
    poll_at_.reset();
  }
  wake();
}

void Engine::beat_later(const Lock&) {
  if (!beat_timer_) return;
  beat_timer_->expires_after(options_.lease / 3);
  beat_timer_->async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    if (const auto self = weak.lock()) self->beat();
  });
}

void Engine::beat() {
  const Lock lock(mutex_);
  beat_later(lock);
  if (beating_ || !steps_) return;
  auto held = std::make_shared<std::vector<Lease>>();
  for (const auto& [id, one] : held_)
    if (!one.is_ending) held->push_back({id, one.lease});
  if (held->empty()) return;
  beating_ = true;
  steps_->submit(Beat{held}, [self = shared_from_this(), held](const std::exception_ptr& error,
                                                               StepResult result) {
    if (error)
      self->renewals_outage_.failed(text_of_exception(error));
    else
      self->renewals_outage_.worked();
    const std::shared_ptr<Beaten> beaten = std::move(result.beaten);
    boost::asio::post(self->home_, [self, held, beaten] {
      self->renewed(*held, beaten ? std::move(*beaten) : Beaten());
    });
  });
}

void Engine::renewed(const std::vector<Lease>& held, const Beaten& beaten) {
  const auto& [answers, good_until] = beaten;
  const Lock lock(mutex_);
  beating_ = false;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto found = held_.find(held[i].id);
    // A run that ended in between is not held any more, and that is no loss.
    if (found == held_.end() || found->second.lease != held[i].lease) continue;
    if (found->second.is_ending) continue;
    auto& clock = *found->second.clock;
    clock.set(answers[i].held ? good_until : LeaseClock::Time::min());
    if (answers[i].cancel_wanted) clock.want_stop();
    if (answers[i].held) continue;
    log_line(LogLevel::warning, "job.lease_lost", {{"id", held[i].id}});
    held_.erase(found);
  }
  idle_.notify_all();
}

}  // namespace patchbay::jobs
