#include "hub/api/components.h"

namespace patchbay::api {
namespace {

constexpr std::string_view schemas = R"json({
  "DeadLetter": {
    "description": "A job that could not succeed",
    "type": "object",
    "required": ["id", "kind", "key", "partner", "lane", "reason", "attempts", "created_at",
                 "died_at"],
    "properties": {
      "id": {"type": "integer"},
      "kind": {"type": "string", "description": "of the job: reward.issue, webhook.deliver …"},
      "key": {"type": "string", "description": "of the job: what it was about"},
      "partner": {"type": "string", "description": "may be empty"},
      "lane": {"type": "string", "description": "may be empty"},
      "reason": {"type": "string"},
      "attempts": {"type": "integer", "minimum": 0},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "died_at": {"$ref": "#/components/schemas/Time"}
    },
    "additionalProperties": false
  },
  "FailedRun": {
    "type": "object",
    "required": ["attempt", "ended_at", "worker", "reason"],
    "properties": {
      "attempt": {"type": "integer"},
      "ended_at": {"$ref": "#/components/schemas/Time"},
      "worker": {"type": "string"},
      "reason": {"type": "string"}
    },
    "additionalProperties": false
  },
  "Exchange": {
    "description": "A request to a partner: no bodies, no queries, no secrets",
    "type": "object",
    "required": ["partner", "capability", "attempt", "method", "path", "status", "stage", "outcome",
                 "started_at", "took_us"],
    "properties": {
      "partner": {"type": "string"},
      "capability": {"type": "string"},
      "attempt": {"type": "integer"},
      "method": {"type": "string"},
      "path": {"type": "string"},
      "status": {"type": "integer", "description": "0: no answer came"},
      "stage": {"type": "string", "description": "how far it came"},
      "outcome": {"type": "string"},
      "started_at": {"$ref": "#/components/schemas/Time"},
      "took_us": {"type": "integer"}
    },
    "additionalProperties": false
  },
  "DeadLetterDetail": {
    "type": "object",
    "required": ["id", "kind", "key", "partner", "lane", "reason", "attempts", "created_at",
                 "died_at", "runs", "exchanges"],
    "properties": {
      "id": {"type": "integer"},
      "kind": {"type": "string"},
      "key": {"type": "string"},
      "partner": {"type": "string"},
      "lane": {"type": "string"},
      "reason": {"type": "string"},
      "attempts": {"type": "integer", "minimum": 0},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "died_at": {"$ref": "#/components/schemas/Time"},
      "runs": {"type": "array", "items": {"$ref": "#/components/schemas/FailedRun"}},
      "exchanges": {"type": "array", "items": {"$ref": "#/components/schemas/Exchange"}}
    },
    "additionalProperties": false
  },
  "DeadLetterFilter": {
    "description": "What is not given matches all",
    "type": "object",
    "properties": {
      "kind": {"type": "string"},
      "partner": {"type": "string"},
      "key": {"type": "string"},
      "reason": {"type": "string", "description": "a part of it, case ignored"},
      "since": {"$ref": "#/components/schemas/Time"},
      "until": {"$ref": "#/components/schemas/Time"}
    },
    "additionalProperties": false
  },
  "DeadLetterCount": {
    "type": "object",
    "required": ["wanted", "discarded"],
    "properties": {
      "wanted": {"type": "integer", "description": "how many matched"},
      "discarded": {"type": "integer", "description": "how many were discarded by this request"}
    },
    "additionalProperties": false
  },
  "Redrive": {
    "description": "An order to put dead letters back",
    "type": "object",
    "required": ["id", "wanted", "redriven", "per_second", "actor", "ordered_at", "ended_at"],
    "properties": {
      "id": {"type": "string"},
      "wanted": {"type": "integer", "description": "letters that matched when it was ordered"},
      "redriven": {"type": "integer", "description": "up to now"},
      "per_second": {"type": "integer"},
      "actor": {"type": "string"},
      "ordered_at": {"$ref": "#/components/schemas/Time"},
      "ended_at": {"$ref": "#/components/schemas/OptionalTime"}
    },
    "additionalProperties": false
  }
})json";

}  // namespace

std::string_view dead_letter_schemas_json() { return schemas; }

}  // namespace patchbay::api
