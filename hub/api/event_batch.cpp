#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/routes.h"
#include "webhooks/event_batch.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;
using Status = webhooks::ItemAnswer::Status;

constexpr const char* operation = R"({
  "operationId": "takeEvents",
  "summary": "Many events at once, each with an answer of its own",
  "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {
      "type": "object", "required": ["events"], "additionalProperties": false,
      "properties": {"events": {
        "type": "array", "minItems": 1, "maxItems": 1000,
        "items": {
          "type": "object", "required": ["id", "type"], "additionalProperties": false,
          "properties": {
            "id": {"type": "string", "minLength": 1, "maxLength": 200,
                   "description": "the sender's own; a repeat has it again"},
            "type": {"type": "string", "minLength": 1, "maxLength": 200,
                     "description": "of the catalogue, or in the partner's words"},
            "partner": {"type": "string", "maxLength": 200,
                        "description": "whose event it is; of a partner's credential: its own"},
            "subject": {"type": "string", "maxLength": 200, "description": "the customer's id"},
            "data": {"type": "object", "description": "as the catalogue's schema of the type"}
          }
        }
      }}
    }}}
  },
  "responses": {
    "200": {
      "description": "One answer an event, in order; what is accepted is kept durably",
      "content": {"application/json": {"schema": {
        "type": "object", "additionalProperties": false,
        "required": ["results", "accepted", "duplicate", "invalid"],
        "properties": {
          "accepted": {"type": "integer"}, "duplicate": {"type": "integer"},
          "invalid": {"type": "integer"},
          "results": {"type": "array", "items": {
            "type": "object", "required": ["id", "status"], "additionalProperties": false,
            "properties": {
              "id": {"type": "string"},
              "status": {"type": "string", "enum": ["accepted", "duplicate", "invalid"]},
              "event": {"type": "string", "description": "id of the event"},
              "reason": {"type": "string", "description": "why it is invalid, and what to do"}
            }
          }}
        }
      }}}
    }
  }
})";

webhooks::BatchItem read_item(const boost::json::value& json) {
  adapters::StrictObject fields(json, "event");
  webhooks::BatchItem item;
  item.id = read_text(fields, "id");
  item.type = read_text(fields, "type");
  item.partner = read_text(fields, "partner", "");
  item.subject = read_text(fields, "subject", "");
  constexpr std::size_t bytes_max = 200;
  if (!fields.failed() && (item.id.empty() || item.id.size() > bytes_max))
    fields.fail("\"id\" must have 1 to 200 bytes");
  if (const auto* data = fields.value("data")) {
    if (const auto* object = data->if_object())
      item.data = *object;
    else
      fields.fail("\"data\" is not an object");
  }
  if (auto finished = fields.finish(); !finished) item.problem = finished.error().message;
  return item;
}

Result<std::vector<webhooks::BatchItem>> read_items(const Request& request) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  std::vector<webhooks::BatchItem> items;
  const auto list = fields.list("events");
  if (list.empty() || list.size() > webhooks::batch_items_max)
    fields.fail("\"events\" must be a list of 1 to 1000 events");
  else
    for (const auto* item : list) items.push_back(read_item(*item));
  if (auto finished = fields.finish(); !finished) return finished.error();
  return items;
}

boost::json::object answer_json(const webhooks::BatchItem& item,
                                const webhooks::ItemAnswer& answer) {
  boost::json::object json{{"id", item.id}, {"status", webhooks::name_of(answer.status)}};
  if (!answer.event.empty()) json["event"] = answer.event;
  if (!answer.reason.empty()) json["reason"] = answer.reason;
  return json;
}

struct Taker {
  const adapters::Registry& registry;
  webhooks::PartnerEventHooks hooks;
  const Clock& clock;
};

Result<Response> take(const Taker& taker, store::Session& session, const Request& request) {
  auto items = read_items(request);
  if (!items) return items.error();
  const auto& caller = *request.caller;
  const Timestamp now = taker.clock.now();
  const auto answers = webhooks::take_batch(session, {caller.organisation, caller.partner}, *items,
                                            taker.registry, taker.hooks, now);
  boost::json::object counts{{"accepted", 0}, {"duplicate", 0}, {"invalid", 0}};
  boost::json::array results;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    ++counts[webhooks::name_of(answers[i].status)].as_int64();
    results.push_back(answer_json(items->at(i), answers[i]));
  }
  access::record(session, {caller.organisation, caller.actor, "events.batch", "events", "",
                           boost::json::serialize(counts), now, request.address});
  boost::json::object all = counts;
  all["results"] = std::move(results);
  return http::json_response(200, boost::json::serialize(all));
}

}  // namespace

http::Route event_batch_route(const ApiParts& parts) {
  http::Route route{"POST", "/api/v1/events:batch", {}, true, operation, "events:write"};
  route.idempotency = http::Idempotency::optional;
  const auto taker =
      std::make_shared<const Taker>(Taker{parts.registry, parts.partner_events, parts.clock});
  return change_route(parts, std::move(route),
                      [taker](auto& session, const auto& request, const auto&) {
                        return take(*taker, session, request);
                      });
}

}  // namespace patchbay::api
