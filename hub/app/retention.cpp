#include "hub/app/retention.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/exchange_store.h"
#include "hub/access/audit_purge.h"
#include "hub/access/idempotency_keys.h"
#include "hub/access/used_signatures.h"
#include "hub/base/log.h"
#include "hub/jobs/redrives.h"
#include "hub/jobs/schedule_runs.h"
#include "hub/jobs/switches.h"
#include "hub/policy/simulation/simulations.h"
#include "webhooks/inbox.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::app {
namespace {

namespace asio = boost::asio;

constexpr const char* job_key = "daily";
constexpr std::size_t batch_rows = 500;
constexpr std::chrono::milliseconds pause{50};  // others write in it
constexpr int batches_per_run = 200;            // then the job lets the worker go

struct Purger {
  store::Store& store;
  Retention retention;
  const crypto::KeyRing& keys;
  const Clock& clock;
  PurgePlaces places = {};  ///< of the run before, which left some over; one runs at a time
};

void add(Purged& sum, const Purged& one) {
  sum.jobs += one.jobs;
  sum.exchanges += one.exchanges;
  sum.runs += one.runs;
  sum.keys += one.keys;
  sum.audit += one.audit;
  sum.inbound += one.inbound;
  sum.messages += one.messages;
  sum.bodies += one.bodies;
  sum.events += one.events;
  sum.more = one.more;
  sum.places = one.places;
}

Async<jobs::End> run(std::shared_ptr<Purger> self) {
  Purged sum;
  sum.places = self->places;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (int i = 0; i < batches_per_run; ++i) {
    const Purged one = co_await self->store.write([&self, &sum](store::Session& session) {
      return purge_once(session, self->retention, self->keys, self->clock.now(), sum.places);
    });
    add(sum, one);
    if (!sum.more) break;
    timer.expires_after(pause);
    co_await timer.async_wait(asio::use_awaitable);
  }
  log_line(LogLevel::info, "retention.purged",
           {{"jobs", sum.jobs},
            {"exchanges", sum.exchanges},
            {"runs", sum.runs},
            {"keys", sum.keys},
            {"audit", sum.audit},
            {"inbound", sum.inbound},
            {"messages", sum.messages},
            {"bodies", sum.bodies},
            {"events", sum.events}});
  self->places = sum.more ? sum.places : PurgePlaces();
  const Timestamp now = self->clock.now();
  if (sum.more) co_return jobs::Later{now, "there is more to remove"};
  co_return jobs::Later{now + Retention::day, "once a day"};
}

}  // namespace

Retention read_retention(const FieldValues& values) {
  const auto days = [&](const char* name) { return values.integer(name) * Retention::day; };
  return {days("retention.jobs_days"),     days("retention.exchanges_days"),
          days("retention.runs_days"),     days("audit.retention_days"),
          days("retention.webhooks_days"), days("retention.webhook_bodies_days"),
          days("retention.events_days"),   days("retention.inbound_days")};
}

namespace {

/// Messages first: an event stays as long as there is a message of it.
void purge_webhooks(store::Session& session, const Retention& retention, Timestamp now,
                    Purged& purged) {
  auto& [messages, events] = purged.places;
  purged.bodies = webhooks::clear_bodies(session, now - retention.webhook_bodies, batch_rows);
  purged.more = purged.more || purged.bodies >= static_cast<std::int64_t>(batch_rows);
  if (!messages.at_end)
    purged.messages =
        webhooks::purge_messages(session, now - retention.webhooks, batch_rows, messages);
  if (messages.at_end && !events.at_end)
    purged.events = events::purge(session, now - retention.events, batch_rows,
                                  webhooks::events_with_messages, events);
  purged.more = purged.more || !messages.at_end || !events.at_end;
}

}  // namespace

Purged purge_once(store::Session& session, const Retention& retention, const crypto::KeyRing& keys,
                  Timestamp now, PurgePlaces places) {
  const auto full = static_cast<std::int64_t>(batch_rows);
  Purged purged;
  purged.places = std::move(places);
  purge_webhooks(session, retention, now, purged);
  purged.jobs = jobs::purge(session, now - retention.jobs, batch_rows);
  purged.exchanges = adapters::remove_exchanges(session, now - retention.exchanges, batch_rows);
  const auto runs = jobs::remove_runs(session, now - retention.runs, batch_rows);
  const auto redrives = jobs::remove_redrives(session, now - retention.runs, batch_rows);
  const auto replays = webhooks::remove_replays(session, now - retention.webhooks, batch_rows);
  const auto simulations = policy::remove_simulations(session, now - retention.runs, batch_rows);
  purged.runs = runs + redrives + replays + simulations;
  const auto signatures = access::purge_signatures(session, now, batch_rows);
  purged.keys = access::purge_keys(session, batch_rows);
  purged.inbound = webhooks::purge_inbound(session, now - retention.inbound,
                                           now - webhooks::replay_memory_min, batch_rows);
  if (retention.audit.count() > 0) {
    const auto audit = access::purge_audit(session, keys, now - retention.audit, batch_rows, now);
    purged.audit = audit.rows;
    purged.more = purged.more || audit.more;
  }
  for (const auto count : {purged.jobs, purged.exchanges, runs, redrives, replays, simulations,
                           signatures, purged.keys, purged.inbound})
    purged.more = purged.more || count >= full;
  return purged;
}

void begin_retention(store::Store& store, const OrganisationId& organisation, Timestamp now) {
  store.run_blocking(store::Access::write, [&](store::Session& session) {
    if (!jobs::check_changes_allowed(session)) return;  // it began at an earlier start, or later
    jobs::NewJob job;
    job.organisation = organisation;
    job.kind = retention_kind;
    job.key = job_key;
    job.payload = "{}";
    job.run_at = now;
    jobs::enqueue(session, {&job, 1}, now);
    jobs::revive(session, organisation, retention_kind, job_key, now);  // if it died of its faults
  });
}

jobs::Handler make_purger(store::Store& store, Retention retention, const crypto::KeyRing& keys,
                          const Clock& clock) {
  auto self = std::make_shared<Purger>(Purger{store, retention, keys, clock});
  return [self](const jobs::Job&) { return run(self); };
}

}  // namespace patchbay::app
