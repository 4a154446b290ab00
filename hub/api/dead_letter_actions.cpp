#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/dead_letter_filter.h"
#include "hub/api/routes.h"
#include "hub/base/id.h"
#include "hub/crypto/system_random.h"
#include "hub/jobs/schedules.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

constexpr const char* redrive_operation = R"({
  "operationId": "redriveDeadLetters",
  "summary": "Put dead letters back, some or all of a filter, at a bounded rate",
  "description": "By a durable job: see /api/v1/redrives/{id}. With dry_run only a count.",
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "type": "object",
    "properties": {
      "ids": {"type": "array", "items": {"type": "integer"}, "maxItems": 1000},
      "filter": {"$ref": "#/components/schemas/DeadLetterFilter"},
      "per_second": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50},
      "reason": {"type": "string", "description": "for the audit"},
      "dry_run": {"type": "boolean", "default": false}
    },
    "additionalProperties": false
  }}}},
  "responses": {
    "200": {
      "description": "dry_run: how many would go back",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeadLetterCount"}}}
    },
    "202": {
      "description": "Ordered; Location names where to follow it",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Redrive"}}}
    }
  }
})";

constexpr const char* discard_operation = R"({
  "operationId": "discardDeadLetters",
  "summary": "End dead letters for good, some or all of a filter, with a reason",
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "type": "object",
    "required": ["reason"],
    "properties": {
      "ids": {"type": "array", "items": {"type": "integer"}, "maxItems": 1000},
      "filter": {"$ref": "#/components/schemas/DeadLetterFilter"},
      "reason": {"type": "string", "description": "kept with the letters and in the audit"},
      "dry_run": {"type": "boolean", "default": false}
    },
    "additionalProperties": false
  }}}},
  "responses": {
    "200": {
      "description": "How many matched and how many were discarded, at most 10000 a request",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeadLetterCount"}}}
    }
  }
})";

constexpr const char* show_operation = R"({
  "operationId": "getRedrive",
  "summary": "How far an order to put dead letters back is",
  "parameters": [
    {"name": "id", "in": "path", "required": true, "description": "id of the order",
     "schema": {"type": "string", "maxLength": 200}}
  ],
  "responses": {
    "200": {
      "description": "The order; ended_at is null while it is at work",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Redrive"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

json::object to_json(const jobs::Redrive& order) {
  json::value ended_at;
  if (order.ended_at) ended_at = json::value(to_rfc3339(*order.ended_at));
  return {{"id", order.id},
          {"wanted", order.wanted},
          {"redriven", order.redriven},
          {"per_second", order.per_second},
          {"actor", order.actor},
          {"ordered_at", to_rfc3339(order.ordered_at)},
          {"ended_at", ended_at}};
}

http::Response counted(std::int64_t wanted, std::int64_t discarded) {
  const json::object answer{{"wanted", wanted}, {"discarded", discarded}};
  return http::json_response(200, json::serialize(answer));
}

void audit(store::Session& session, const http::Request& request, const std::string& action,
           const std::string& subject, const std::string& reason, const json::object& detail) {
  access::record(session,
                 {request.caller->organisation, request.caller->actor, action, subject, reason,
                  json::serialize(detail), jobs::store_now(session), request.address});
}

Result<http::Response> redrive(store::Session& session, const http::Request& request) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  jobs::Redrive order;
  order.letters = read_letters(fields, request.caller->organisation);
  order.per_second = fields.integer("per_second", jobs::redrive_per_second_default, 1,
                                    jobs::redrive_per_second_max);
  const auto reason = read_text(fields, "reason", "");
  const bool dry_run = fields.boolean("dry_run", false);
  if (const auto known = fields.finish(); !known) return known.error();
  if (dry_run) return counted(jobs::count_letters(session, order.letters), 0);
  order.id = new_id("rdv", system_clock(), crypto::system_random());
  order.actor = request.caller->actor;
  order.ordered_at = jobs::store_now(session);
  order.wanted = jobs::order_redrive(session, order);
  audit(session, request, "dead.redrive", "redrive:" + order.id, reason,
        {{"wanted", order.wanted}, {"per_second", order.per_second}});
  auto response = http::json_response(202, json::serialize(to_json(order)));
  response.headers.add("Location", "/api/v1/redrives/" + order.id);
  return response;
}

Result<http::Response> discard(store::Session& session, const http::Request& request) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  const auto letters = read_letters(fields, request.caller->organisation);
  const auto reason = read_text(fields, "reason");
  if (reason.empty()) fields.fail("\"reason\" must say why they are given up");
  const bool dry_run = fields.boolean("dry_run", false);
  if (const auto known = fields.finish(); !known) return known.error();
  const auto wanted = jobs::count_letters(session, letters);
  if (dry_run) return counted(wanted, 0);
  const auto discarded =
      jobs::discard_letters(session, letters, reason, jobs::discarded_at_once_max);
  audit(session, request, "dead.discard", "dead-letters", reason,
        {{"wanted", wanted}, {"discarded", discarded}});
  return counted(wanted, discarded);
}

Async<http::Response> show(store::Store& store, OrganisationId organisation, std::string id) {
  const auto order = co_await store.read(
      [&](store::Session& session) { return jobs::find_redrive(session, organisation, id); });
  if (!order) co_return http::problem(404, http::reason_of(404), "there is no redrive of this id");
  co_return http::json_response(200, json::serialize(to_json(*order)));
}

}  // namespace

http::Route redrive_dead_route(const ApiParts& parts) {
  http::Route route{"POST",      "/api/v1/dead-letters/redrive", {}, true, redrive_operation,
                    "jobs:write"};
  route.idempotency = http::Idempotency::optional;
  return change_route(parts, std::move(route), [](auto& session, const auto& request, const auto&) {
    return redrive(session, request);
  });
}

http::Route discard_dead_route(const ApiParts& parts) {
  http::Route route{"POST",      "/api/v1/dead-letters/discard", {}, true, discard_operation,
                    "jobs:write"};
  route.idempotency = http::Idempotency::optional;
  return change_route(parts, std::move(route), [](auto& session, const auto& request, const auto&) {
    return discard(session, request);
  });
}

http::Route redrive_route(const ApiParts& parts) {
  return {"GET",
          "/api/v1/redrives/{id}",
          [&store = parts.store](const http::Request& request, const http::PathValues& path) {
            return show(store, request.caller->organisation, path.at("id"));
          },
          true,
          show_operation,
          "jobs:read"};
}

}  // namespace patchbay::api
