#include "tests/simulation/world.h"

#include <algorithm>

#include "hub/jobs/queue.h"
#include "hub/loyalty/orders.h"
#include "hub/loyalty/reward_actions.h"
#include "tests/simulation/programme.h"

namespace patchbay::simulation {
namespace {

constexpr Duration lease{1'000'000};
constexpr std::size_t hubs_count = 2;
constexpr std::size_t steps_max = 120;
constexpr int calm_rounds_max = 400;
constexpr std::size_t looks_every = 10;
constexpr std::size_t history_max = 400;

}  // namespace

World::World(store::Store& shared, ManualClock& clock, std::uint64_t seed)
    : shared_(shared),
      clock_(clock),
      random_(seed),
      organisation_("sim_" + std::to_string(seed)),
      policies_(policy::make_fixed_book(programme())) {
  open_partners();
  reward_customers();
  hubs_.resize(hubs_count);
  replace_dead();
}

void World::open_partners() {
  using enum adapters::SettleWay;
  for (const auto& [id, kind] : partners_of_programme()) {
    // A report is always the last way, so that everything comes to an end at last.
    static const std::vector<std::vector<adapters::SettleWay>> choices{
        {report},
        {find_issued, report},
        {repeat_same_key, report},
        {repeat_same_key, find_issued, report}};
    partners_.emplace_back(id, kind, choices.at(below(choices.size())), settle_after);
    registry_.add(partner_of(partners_.back())).value();
  }
}

void World::reward_customers() {
  const std::size_t customers = 1 + below(3);
  std::vector<loyalty::Order> orders;
  for (std::size_t i = 1; i <= customers; ++i)
    orders.push_back(order_for_everything("customer_" + std::to_string(i)));
  shared_.run_blocking(store::Access::write, [&](store::Session& session) {
    loyalty::post_orders(session, organisation_, *policies_, orders, clock_, random_);
  });
}

Fate World::draw_fate() {
  if (is_calm_ || !happens(4)) return Fate::well;
  static constexpr Fate bad[] = {Fate::lost_before, Fate::lost_after, Fate::dies_before,
                                 Fate::dies_after};
  const Fate fate = bad[below(4)];
  note("a write meets fate " + std::to_string(static_cast<int>(fate)));
  return fate;
}

void World::note(std::string what) {
  history_.push_back(std::to_string(clock_.now().micros / 1000 % 100'000'000) +
                     " ms: " + std::move(what));
  if (history_.size() > history_max) history_.pop_front();
}

void World::replace_dead() {
  for (auto& hub : hubs_) {
    if (hub.process && !hub.process->is_dead()) continue;
    hub.process.reset();
    const std::string name = organisation_ + "_" + std::to_string(++lives_);
    note("hub " + name + " starts");
    hub.process = std::make_unique<SimProcess>(ProcessParts{
        shared_, registry_, clock_, random_, name, lease, [this] { return draw_fate(); },
        [this](const std::string& partner) -> std::optional<Timestamp> {
          const auto found = down_until_.find(partner);
          if (is_calm_ || found == down_until_.end() || found->second <= clock_.now())
            return std::nullopt;
          return found->second;
        }});
    hub.is_frozen = false;
  }
}

/// As a person does it.
void World::redrive(const std::string& reward) {
  note("redrives " + reward);
  shared_.run_blocking(store::Access::write, [&](store::Session& session) {
    jobs::revive(session, organisation_, "reward.issue", reward, clock_.now());
    loyalty::on_redrive(session, organisation_, std::span(&reward, 1), clock_, random_);
  });
}

/// No faults, everybody answers, a person brings back what is dead.
void World::calm_round() {
  advance(Duration(400'000));
  for (auto& hub : hubs_) {
    hub.is_frozen = false;
    hub.process->poll();
    hub.process->heartbeat();
    while (!hub.process->flights().empty()) {
      const auto flight = hub.process->flights().front();
      if (!flight->is_sent)
        send(*hub.process, flight);
      else
        hub.process->hear(flight);
    }
    hub.process->claim(10);
  }
  for (auto& partner : partners_) reconcile(partner);
  for (const auto& job : evidence().jobs)
    if (job.state == "dead") redrive(job.key);
}

test::Evidence World::evidence() {
  test::Evidence evidence;
  shared_.run_blocking(store::Access::read, [&](store::Session& session) {
    test::gather_store(session, organisation_, evidence);
  });
  for (const auto& partner : partners_)
    evidence.books.insert(evidence.books.end(), partner.books().begin(), partner.books().end());
  return evidence;
}

bool World::is_at_end() {
  const auto now = evidence();
  const bool jobs_ended = std::all_of(now.jobs.begin(), now.jobs.end(),
                                      [](const auto& job) { return job.state == "done"; });
  return jobs_ended && std::all_of(now.rewards.begin(), now.rewards.end(), [](const auto& entry) {
           return entry.second.state == "issued";
         });
}

test::Violations World::run() {
  const std::size_t steps = steps_max / 2 + below(steps_max / 2);
  for (std::size_t i = 1; i <= steps; ++i) {
    step();
    if (i % looks_every != 0) continue;
    if (auto broken = test::broken_always(evidence()); !broken.empty()) return broken;
  }
  is_calm_ = true;
  note("calm");
  for (int round = 0; round < calm_rounds_max && !is_at_end(); ++round) calm_round();
  auto broken = test::broken_always(evidence());
  if (!broken.empty() || is_at_end()) return broken;
  auto rest = evidence();
  for (auto& event : rest.events) {  // nobody delivers webhooks here
    event.fanned_out = true;
    rest.messages.push_back({event.id, "delivered"});
    rest.received.insert(event.id);
  }
  broken = test::broken_at_the_end(rest, rest.orders);
  broken.insert(broken.begin(), "work is open after " + std::to_string(calm_rounds_max) +
                                    " rounds without a fault");
  return broken;
}

}  // namespace patchbay::simulation
