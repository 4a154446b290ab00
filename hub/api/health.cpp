#include "hub/api/routes.h"
#include "hub/base/log.h"
#include "hub/events/outbox.h"

namespace patchbay::api {
namespace {

constexpr const char* health_operation = R"({
  "operationId": "getHealth",
  "summary": "Whether the process is alive",
  "responses": {
    "200": {
      "description": "It is",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}
    }
  }
})";

constexpr const char* ready_operation = R"({
  "operationId": "getReadiness",
  "summary": "Whether the hub wants work: the store answers and it is not draining. Else 503",
  "responses": {
    "200": {
      "description": "It can",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}
    }
  }
})";

Async<http::Response> is_alive() { co_return http::json_response(200, R"({"status":"ok"})"); }

Async<http::Response> is_ready(store::Store& store, bool draining) {
  if (draining) co_return http::problem(503, http::reason_of(503), "this hub is draining");
  try {
    co_await store.read([](store::Session& session) { return events::count_waiting(session); });
    co_return http::json_response(200, R"({"status":"ready"})");
  } catch (const std::exception& e) {
    log_line(LogLevel::error, "api.not_ready", {{"error", e.what()}});
  }
  co_return http::problem(503, http::reason_of(503), "the store does not answer; see the log");
}

}  // namespace

http::Route health_route() {
  return {"GET", "/healthz", [](const auto&, const auto&) { return is_alive(); }, false,
          health_operation};
}

http::Route ready_route(const ApiParts& parts) {
  return {"GET", "/readyz",
          [&store = parts.store, draining = parts.is_draining](const auto&, const auto&) {
            return is_ready(store, draining());
          },
          false, ready_operation};
}

}  // namespace patchbay::api
