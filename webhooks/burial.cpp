#include "webhooks/burial.h"

#include "hub/jobs/buried.h"
#include "webhooks/inbox_rows.h"
#include "webhooks/messages_store.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::webhooks {
namespace {

using Tell = void (*)(store::Session&, const OrganisationId&, const jobs::Buried&, Timestamp now);

void tell_message(store::Session& session, const OrganisationId& organisation,
                  const jobs::Buried& buried, Timestamp now) {
  const auto message = find_by_job_key(session, organisation, buried.key);
  if (message) bury_pending(session, *message, buried.reason, now);
}

/// A job of several hands each of them over to one of its own before it is given up.
void tell_inbound(store::Session& session, const OrganisationId& organisation,
                  const jobs::Buried& buried, Timestamp now) {
  const auto sequence = inbound_sequence(buried.key);
  if (!sequence) return;
  end_inbound(session, organisation, {&*sequence, 1}, "dead", buried.reason, now);
}

Async<jobs::End> run(store::Store& store, Timestamp now, jobs::Job job, Tell tell) {
  const auto buried = jobs::read_buried(job);
  auto telling = [&](store::Session& session) { tell(session, job.organisation, buried, now); };
  co_await store.write(telling);
  co_return jobs::Done{};
}

jobs::Handler make(store::Store& store, const Clock& clock, Tell tell) {
  return [&store, &clock, tell](jobs::Job job) {
    return run(store, clock.now(), std::move(job), tell);
  };
}

}  // namespace

jobs::Handler make_burial(store::Store& store, const Clock& clock) {
  return make(store, clock, tell_message);
}
jobs::Handler make_inbound_burial(store::Store& store, const Clock& clock) {
  return make(store, clock, tell_inbound);
}

}  // namespace patchbay::webhooks
