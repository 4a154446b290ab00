#pragma once
// Endpoints, events and messages in any state, without a network.

#include "hub/jobs/leases.h"
#include "tests/unit/webhooks/support.h"
#include "webhooks/endpoints.h"
#include "webhooks/fan_out.h"
#include "webhooks/message_job.h"
#include "webhooks/messages.h"
#include "webhooks/messages_store.h"
#include "webhooks/replay.h"

namespace patchbay::webhooks::test {

class ReplayFixture : public StoreTest {
 protected:
  void put(const std::string& id, const std::string& types = {}, const std::string& partner = {}) {
    NewEndpoint wanted{id, "https://" + id + ".example/", secret, types};
    wanted.partner = partner;
    write([&](store::Session& s) { put_endpoint(s, organisation, wanted, keys_, clock_.now()); });
  }
  /// About customer 42, a second after the one before.
  void happen(const std::string& id, const std::string& type = "tier.updated") {
    clock_.advance(std::chrono::seconds(1));
    const char* data = type.starts_with("points.")
                           ? R"({"customer":"42","points":5,"balance":5,"reference":"o1"})"
                           : R"({"customer":"42","tier":"gold","previous_tier":"","points":500})";
    const events::NewEvent event{id, type, "42", data, "key/" + id};
    write([&](store::Session& s) { events::append(s, organisation, {&event, 1}, clock_.now()); });
  }
  void fan() {
    write([&](store::Session& s) { fan_out(s, subscriptions_, 1000, clock_.now()); });
  }
  /// Ends all deliveries that are due; returns the events, in order.
  std::vector<std::string> deliver(const char* state = "delivered") {
    auto jobs = write([](store::Session& s) {
      return jobs::claim_kind(s, deliver_kind, 10'000, "w", std::chrono::seconds(30));
    });
    std::vector<std::string> events;
    for (const auto& job : jobs) {
      events.push_back(job.key.substr(0, job.key.find('/')));
      record(job, state);
      finish(job, std::string(state) == "delivered" ? jobs::End(jobs::Done{})
                                                    : jobs::End(jobs::Dead{"no"}));
    }
    std::sort(events.begin(), events.end());
    return events;
  }
  void record(const jobs::Job& job, const char* state) {
    Attempt attempt;
    attempt.key = {organisation, job.partner, read_delivery_payload(job.payload)->sequence};
    attempt.number = job.attempt;
    attempt.started_at = clock_.now();
    attempt.length = Duration(1'000);
    const bool good = std::string(state) == "delivered";
    attempt.status = good ? 204 : 500;
    attempt.failure = good ? "" : "the endpoint answered 500";
    attempt.body = good ? "" : "<b>boom</b>";
    attempt.state = state;
    write([&](store::Session& s) { record_attempts(s, {&attempt, 1}); });
  }
  void finish(const jobs::Job& job, const jobs::End& end) {
    const jobs::Finished finished{job.id, job.lease, end, 0};
    write([&](store::Session& s) { jobs::finish(s, {&finished, 1}); });
  }
  Replay wanted(const std::string& endpoint, Replayed what) const {
    Replay replay;
    replay.organisation = organisation;
    replay.endpoint = endpoint;
    replay.what = what;
    return replay;
  }
  std::int64_t count(const Replay& replay) {
    return read([&](store::Session& s) { return count_replay(s, replay); });
  }
  Result<std::string> order(const Replay& replay) {
    return write([&](store::Session& s) { return start_replay(s, replay, clock_.now()); });
  }
  /// One run of the order's job by a replayer of its own; whether it is to run again.
  bool run_slice() {
    const auto jobs = write([](store::Session& s) {
      return jobs::claim_kind(s, replay_kind, 1, "w", std::chrono::seconds(30));
    });
    if (jobs.empty()) return false;
    const auto handler = make_replayer(store(), clock_);
    const auto end = loop_.run(handler(jobs.front()));
    finish(jobs.front(), end);
    clock_.advance(std::chrono::seconds(1));
    return std::holds_alternative<jobs::Later>(end);
  }
  void run_all() {
    while (run_slice()) {
    }
  }
  ReplayView find(const std::string& id) {
    return read([&](store::Session& s) { return find_replay(s, organisation, id); }).value();
  }
  std::string state_of(const std::string& event, const std::string& endpoint = "a") {
    const auto found =
        read([&](store::Session& s) { return find_message(s, organisation, endpoint, event); });
    return found ? found->state : "";
  }
  Result<void> again(const std::string& event, const std::string& endpoint = "a") {
    return write([&](store::Session& s) {
      return replay_message(s, organisation, endpoint, event, clock_.now());
    });
  }

  OneLoop loop_;
  crypto::KeyRing keys_ = key_ring();
  Subscriptions subscriptions_;
  ManualClock clock_{start};
};

}  // namespace patchbay::webhooks::test
