#include <unistd.h>

#include <fstream>

#include "adapters/native/library.h"
#include "hub/api/exposition.h"
#include "hub/api/routes.h"
#include "hub/base/log.h"
#include "hub/events/outbox.h"

namespace patchbay::api {
namespace {

constexpr const char* operation = R"({
  "operationId": "getMetrics",
  "summary": "Numbers of the running hub, in the Prometheus text format 0.0.4",
  "responses": {
    "200": {
      "description": "All metrics; patchbay_store_up is 0 while the store does not answer",
      "content": {"text/plain": {"schema": {"type": "string", "minLength": 1}}}
    }
  }
})";

/// From procfs, which does not block; 0 where there is none.
std::int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t total_pages = 0;
  std::int64_t resident_pages = 0;
  statm >> total_pages >> resident_pages;
  return resident_pages * ::sysconf(_SC_PAGESIZE);
}

Async<std::optional<StoreNumbers>> read_numbers(store::Store& store, OrganisationId organisation) {
  try {
    auto work = [&](store::Session& session) {
      return std::optional(StoreNumbers{jobs::count(session), events::count_waiting(session),
                                        jobs::list_partner_health(session),
                                        loyalty::count_waiting_orders(session, organisation)});
    };
    co_return co_await store.read(work);
  } catch (const std::exception& e) {
    log_line(LogLevel::error, "api.metrics_without_store", {{"error", e.what()}});
  }
  co_return std::nullopt;
}

Async<http::Response> show(store::Store& store, OrganisationId organisation, Timestamp now,
                           const jobs::Worker& worker, std::shared_ptr<RequestCounter> requests,
                           std::shared_ptr<const ReloadCounter> reloads,
                           const webhooks::Intake* intake) {
  Snapshot snapshot;
  if (intake) snapshot.intake = intake->counts();
  snapshot.store = co_await read_numbers(store, std::move(organisation));
  snapshot.taken_at = now;
  snapshot.worker = worker.stats();
  snapshot.requests = requests->counts();
  snapshot.reloads = reloads->counts();
  snapshot.native_images = adapters::native::mapped_images();
  snapshot.resident_bytes = resident_bytes();
  http::Response response;
  response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.body = to_prometheus(snapshot);
  co_return response;
}

}  // namespace

http::Route metrics_route(const ApiParts& parts) {
  return {"GET", "/metrics",
          [&store = parts.store, organisation = parts.organisation, &clock = parts.clock,
           &worker = parts.worker, requests = parts.requests, reloads = parts.reloads,
           intake = parts.intake](const auto&, const auto&) {
            return show(store, organisation, clock.now(), worker, requests, reloads, intake);
          },
          false, operation};
}

}  // namespace patchbay::api
