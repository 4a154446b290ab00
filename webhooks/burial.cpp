#include "webhooks/burial.h"

#include <boost/json/parse.hpp>

#include "webhooks/inbox_rows.h"
#include "webhooks/messages_store.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::webhooks {
namespace {

struct Burial {
  OrganisationId organisation;
  std::string key, reason;
};
using Tell = void (*)(store::Session&, const Burial&, Timestamp now);

void tell_message(store::Session& session, const Burial& burial, Timestamp now) {
  const auto message = find_by_job_key(session, burial.organisation, burial.key);
  if (message) bury_pending(session, *message, burial.reason, now);
}

/// A job of several hands each of them over to one of its own before it is given up.
void tell_inbound(store::Session& session, const Burial& burial, Timestamp now) {
  const auto sequence = inbound_sequence(burial.key);
  if (!sequence) return;
  end_inbound(session, burial.organisation, {&*sequence, 1}, "dead", burial.reason, now);
}

Async<jobs::End> run(store::Store& store, Timestamp now, jobs::Job job, Tell tell) {
  const auto payload = boost::json::parse(job.payload);
  const Burial burial{job.organisation, std::string(payload.at("key").as_string()),
                      "its job was given up: " + std::string(payload.at("reason").as_string())};
  auto telling = [&](store::Session& session) { tell(session, burial, now); };
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
