#include "webhooks/burial.h"

#include <boost/json/parse.hpp>

#include "webhooks/messages_store.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::webhooks {
namespace {

void tell(store::Session& session, const jobs::Job& job, Timestamp now) {
  const auto payload = boost::json::parse(job.payload);
  const std::string key(payload.at("key").as_string());
  const std::string reason(payload.at("reason").as_string());
  const auto message = find_by_job_key(session, job.organisation, key);
  if (message) bury_pending(session, *message, "its job was given up: " + reason, now);
}

Async<jobs::End> run(store::Store& store, Timestamp now, jobs::Job job) {
  auto telling = [&](store::Session& session) { tell(session, job, now); };
  co_await store.write(telling);
  co_return jobs::Done{};
}

}  // namespace

jobs::Handler make_burial(store::Store& store, const Clock& clock) {
  return [&store, &clock](jobs::Job job) { return run(store, clock.now(), std::move(job)); };
}

}  // namespace patchbay::webhooks
