// What goes wrong, a step at a time.

#include "hub/loyalty/rewards.h"
#include "tests/simulation/programme.h"
#include "tests/simulation/world.h"

namespace patchbay::simulation {

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

}  // namespace patchbay::simulation
