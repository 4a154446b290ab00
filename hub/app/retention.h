#pragma once
// What is old goes, so that a store does not grow for ever.

#include "hub/base/field.h"
#include "hub/crypto/key_ring.h"
#include "hub/events/history.h"
#include "hub/jobs/worker.h"
#include "hub/store/store.h"
#include "webhooks/retention.h"

namespace patchbay::app {

constexpr const char* retention_kind = "retention.purge";  ///< of the job

/// How long each kind of row is kept after its end. Pending and held messages, dead letters,
/// rewards and the ledger are kept for ever, the audit if nothing else is said; idempotency keys
/// have their own end.
struct Retention {
  static constexpr Duration day{86'400'000'000};
  Duration jobs{30 * day};       ///< that were done, cancelled or discarded, with their failed runs
  Duration exchanges{90 * day};  ///< with partners
  Duration runs{90 * day};       ///< of schedules, orders to redrive, simulations
  Duration audit{0};             ///< zero: for ever
  Duration webhooks{90 * day};   ///< messages to endpoints with their attempts, and replays
  Duration webhook_bodies{30 * day};  ///< of answers to attempts
  Duration events{90 * day};          ///< of the outbox, and as long as there is a message of one
  Duration inbound{30 * day};         ///< bodies of webhooks of partners
};
/// From the settings retention.jobs_days, …
Retention read_retention(const FieldValues& values);

/// How far the walks are through rows that no index has in order of age.
struct PurgePlaces {
  webhooks::MessagePlace messages = {};
  events::PurgeCursor events = {};
};

struct Purged {
  std::int64_t jobs = 0, exchanges = 0, runs = 0, keys = 0, audit = 0;
  std::int64_t messages = 0, bodies = 0, events = 0, inbound = 0;
  bool more = false;  ///< a kind of row had a whole batch
  PurgePlaces places = {};
};
/// One small batch of each kind, from these places on.
Purged purge_once(store::Session& session, const Retention& retention, const crypto::KeyRing& keys,
                  Timestamp now, PurgePlaces places = {});

/// Sees to it that the job is there: one for the store, which never ends but rests for a day.
void begin_retention(store::Store& store, const OrganisationId& organisation, Timestamp now);

/// The handler: batch after batch, with pauses in which others write.
jobs::Handler make_purger(store::Store& store, Retention retention, const crypto::KeyRing& keys,
                          const Clock& clock);

}  // namespace patchbay::app
