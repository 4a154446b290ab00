#include "tests/simulation/world.h"

#include <algorithm>

#include "hub/jobs/queue.h"
#include "hub/loyalty/orders.h"
#include "hub/loyalty/reward_actions.h"
#include "tests/simulation/programme.h"

namespace patchbay::simulation {
namespace {

constexpr Duration lease{1'000'000};
constexpr Duration settle_after{1'000'000};
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
      policy_(programme()) {
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
    loyalty::post_orders(session, organisation_, policy_, orders, clock_, random_);
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

void World::advance(Duration by) {
  clock_.advance(by);
  for (const auto& arrival : late_)
    if (arrival.at <= clock_.now()) {
      note("late: " + arrival.partner->id() + " issues " + arrival.call.reference);
      arrival.partner->issue(arrival.call);
    }
  std::erase_if(late_, [&](const Arrival& arrival) { return arrival.at <= clock_.now(); });
}

void World::step() {
  switch (below(12)) {
    case 0:
    case 1: return advance(Duration(static_cast<std::int64_t>(below(2'000'000))));
    case 2: return advance(Duration(static_cast<std::int64_t>(below(200'000))));
    case 3: return reconcile(partners_[below(partners_.size())]);
    case 4: return take_down(partners_[below(partners_.size())]);
    default: return step_process(below(hubs_.size()));
  }
}

void World::step_process(std::size_t which) {
  Hub& hub = hubs_[which];
  if (hub.is_frozen) {
    if (!happens(20)) return;
    note("hub " + std::to_string(which) + " goes on");
    hub.is_frozen = false;
    return hub.process->poll();
  }
  if (happens(4)) {
    note("hub " + std::to_string(which) + " freezes");
    hub.is_frozen = true;
    return;
  }
  if (happens(3)) {
    note("hub " + std::to_string(which) + " dies");
    hub.process->die();
  } else if (happens(30)) {
    hub.process->claim(1 + below(6));
  } else if (happens(30)) {
    hub.process->heartbeat();
  } else {
    step_flight(*hub.process);
  }
  replace_dead();
}

/// One call goes out, or its answer comes in.
void World::step_flight(SimProcess& process) {
  if (process.flights().empty()) return;
  const auto flight = process.flights().at(below(process.flights().size()));
  if (!flight->is_sent) return send(process, flight);
  note("heard of " + flight->call.reference + ": " + name_of(flight->outcome->kind));
  process.hear(flight);
}

void World::send(SimProcess& process, const std::shared_ptr<Flight>& flight) {
  const auto& call = flight->call;
  flight->is_sent = true;
  // As the real caller does it: asked just before the first byte leaves.
  const bool is_late = call.moves_value_until && steady(clock_.now()) >= call.moves_value_until();
  if (is_late) {
    flight->outcome = adapters::retryable("the lease ended before the call was sent");
    return process.hear(flight);
  }
  flight->outcome = call.capability == "find_issued" ? answer_question(call) : deliver(call);
  note("sent " + call.capability + " of " + call.reference + " to " + call.partner->id + ": " +
       name_of(flight->outcome->kind));
}

adapters::Outcome World::answer_question(const adapters::Call& call) {
  if (!is_calm_ && happens(10)) return adapters::retryable("simulated: unavailable");
  if (!is_calm_ && happens(10)) {
    boost::json::object not_yet{{"state", "not_yet"}};
    return adapters::succeeded(std::move(not_yet));
  }
  return partner_named(partners_, call.partner->id).find(call.reference);
}

adapters::Outcome World::deliver(const adapters::Call& call) {
  SimPartner& partner = partner_named(partners_, call.partner->id);
  if (is_calm_) return partner.issue(call);
  const auto draw = below(100);
  if (draw < 20) return adapters::retryable("simulated: unavailable, nothing done");
  // A partner that dislikes repetitions: its no proves nothing.
  if (draw < 25 && partner.has_issued(call.reference))
    return adapters::rejected("duplicate", "simulated: seen before");
  if (draw < 60) return partner.issue(call);
  if (draw < 75) {
    note(partner.id() + " issues " + call.reference + ", its answer is lost");
    partner.issue(call);
  } else if (draw < 88) {
    const auto wait = static_cast<std::int64_t>(below(settle_after.count()));
    late_.push_back({clock_.now() + Duration(wait), &partner, call});
  }
  return adapters::unknown("simulated: no answer");
}

/// The report may be older than the moment at which it is read in.
void World::reconcile(SimPartner& partner) {
  loyalty::Report report;
  report.partner = partner.id();
  report.complete = is_calm_ || happens(80);
  report.as_of = clock_.now();
  for (const auto& row : partner.books())
    report.lines.push_back({row.reference, row.amount_minor, row.currency, row.partner_reference});
  if (!is_calm_ && happens(30)) advance(Duration(static_cast<std::int64_t>(below(1'500'000))));
  if (!is_calm_) note("reconciles with " + partner.id());
  shared_.run_blocking(store::Access::write, [&](store::Session& session) {
    loyalty::reconcile(session, organisation_, report, settle_after, clock_, random_);
  });
}

/// Its breaker opens: another partner may get what it has provably not issued.
void World::take_down(SimPartner& partner) {
  note(partner.id() + " is down");
  down_until_[partner.id()] = clock_.now() + Duration(static_cast<std::int64_t>(below(3'000'000)));
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
