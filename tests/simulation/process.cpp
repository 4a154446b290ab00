#include "tests/simulation/process.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace patchbay::simulation {
namespace {

constexpr Duration after_fault{50'000};
const std::string reward_job = "reward.issue";

const crypto::KeyRing& keys() {
  static const auto ring = crypto::KeyRing::from_hex_key(Secret(std::string(64, '7'))).value();
  return ring;
}

}  // namespace

class SimProcess::FlightCaller final : public adapters::Caller {
 public:
  explicit FlightCaller(SimProcess& process) : process_(process) {}
  Async<adapters::Outcome> call(adapters::Call call) override {
    co_return co_await process_.fly(std::move(call));
  }

 private:
  SimProcess& process_;
};

SimProcess::SimProcess(const ProcessParts& parts)
    : parts_(parts),
      caller_(std::make_unique<FlightCaller>(*this)),
      loop_(std::in_place),
      store_(parts.shared, *loop_, parts.fate) {
  issuer_ = loyalty::make_issuer(
      {.store = store_,
       .caller = *caller_,
       .registry = parts.registry,
       .keys = keys(),
       .clock = parts.clock,
       .random = parts.random,
       .retry = std::nullopt,
       .after_commit = {},
       .down_until = [this](const OrganisationId&,
                            const std::string& partner) { return parts_.down_until(partner); },
       .is_stopped = {}});
}

SimProcess::~SimProcess() {
  flights_.clear();
  loop_.reset();
}

Async<adapters::Outcome> SimProcess::fly(adapters::Call call) {
  const auto flight = std::make_shared<Flight>(*loop_, std::move(call));
  flights_.push_back(flight);
  boost::system::error_code cancelled;
  co_await flight->arrival.async_wait(
      boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  co_return std::move(*flight->outcome);
}

void SimProcess::hear(const std::shared_ptr<Flight>& flight) {
  const auto heard = flight;
  std::erase(flights_, heard);
  heard->arrival.cancel();
  poll();
}

void SimProcess::poll() {
  if (is_dead()) return;
  loop_->restart();
  loop_->poll();
}

void SimProcess::claim(std::size_t most) {
  const auto good_until = steady(parts_.clock.now()) + parts_.lease;
  std::vector<jobs::Job> claimed;
  try {
    claimed = store_.run_blocking(store::Access::write, [&](store::Session& session) {
      return jobs::claim_kind(session, reward_job, most, parts_.name, parts_.lease);
    });
  } catch (const std::exception&) {
    return;  // what it may have leased comes back when the lease runs out
  }
  if (is_dead()) return;
  for (auto& job : claimed) {
    auto clock = std::make_shared<jobs::LeaseClock>(good_until);
    job.lease_clock = clock;
    held_[job.id] = {{job.id, job.lease}, std::move(clock)};
    spawn(loop_->get_executor(), "job", run(std::move(job)));
  }
  poll();
}

void SimProcess::heartbeat() {
  std::vector<jobs::Lease> held;
  for (const auto& [id, one] : held_) held.push_back(one.lease);
  const auto good_until = steady(parts_.clock.now()) + parts_.lease;
  std::vector<jobs::Renewal> renewals;
  try {
    renewals = store_.run_blocking(store::Access::write, [&](store::Session& session) {
      return jobs::renew(session, held, parts_.lease);
    });
  } catch (const std::exception&) {
    return;
  }
  for (std::size_t i = 0; i < renewals.size(); ++i)
    held_.at(held[i].id).clock->set(renewals[i].held ? good_until : jobs::LeaseClock::Time::min());
}

Async<void> SimProcess::run(jobs::Job job) {
  std::optional<jobs::End> end;
  std::string fault;
  try {
    auto running = issuer_(job);
    end = co_await std::move(running);
  } catch (const std::exception& e) {
    fault = e.what();
  }
  jobs::Finished finished{job.id, job.lease, jobs::Done{}, end ? 0 : job.faults + 1};
  if (end)
    finished.end = std::move(*end);
  else
    finished.end = jobs::Again{parts_.clock.now() + after_fault, fault};
  try {
    auto write = [&finished](store::Session& session) {
      return jobs::finish(session, std::span(&finished, 1));
    };
    co_await store_.write(write);
  } catch (const std::exception&) {
    // Its lease runs out.
  }
  const auto held = held_.find(job.id);
  if (held != held_.end() && held->second.lease.lease == job.lease) held_.erase(held);
}

}  // namespace patchbay::simulation
