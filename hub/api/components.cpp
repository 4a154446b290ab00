#include "hub/api/components.h"

namespace patchbay::api {
namespace {

constexpr std::string_view components = R"json({
  "schemas": {
    "Problem": {
      "description": "Why a request failed (RFC 9457)",
      "type": "object",
      "required": ["type", "title", "status", "detail"],
      "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "a sentence for a person"}
      },
      "additionalProperties": false
    },
    "Health": {
      "type": "object",
      "required": ["status"],
      "properties": {"status": {"type": "string", "enum": ["ok", "ready"]}},
      "additionalProperties": false
    },
    "Customer": {
      "type": "object",
      "required": ["id", "tier", "points", "orders", "spent_minor", "currency"],
      "properties": {
        "id": {"type": "string"},
        "tier": {"type": "string", "description": "id of a tier of the policy"},
        "points": {"type": "integer"},
        "orders": {"type": "integer", "minimum": 0},
        "spent_minor": {"type": "integer", "description": "minor units of the currency"},
        "currency": {"type": "string", "minLength": 3, "maxLength": 3}
      },
      "additionalProperties": false
    },
    "RewardState": {
      "type": "string",
      "enum": ["pending", "processing", "issued", "unconfirmed", "failed"]
    },
    "Time": {"type": "string", "description": "RFC 3339, UTC, microseconds"},
    "OptionalTime": {"type": ["string", "null"], "description": "RFC 3339, UTC, microseconds"},
    "Reward": {
      "type": "object",
      "required": ["id", "customer", "milestone", "kind", "capability", "partner", "amount_minor",
                   "currency", "state", "reason", "partner_reference", "unknown_since",
                   "created_at", "issued_at"],
      "properties": {
        "id": {"type": "string", "description": "also the key sent to the partner"},
        "customer": {"type": "string"},
        "milestone": {"type": "string"},
        "kind": {"type": "string", "description": "kind of partner"},
        "capability": {"type": "string"},
        "partner": {"type": "string"},
        "amount_minor": {"type": "integer", "description": "minor units of the currency"},
        "currency": {"type": "string", "minLength": 3, "maxLength": 3},
        "state": {"$ref": "#/components/schemas/RewardState"},
        "reason": {"type": "string", "description": "why it is where it is; empty: all is well"},
        "partner_reference": {"type": "string", "description": "empty until it is issued"},
        "unknown_since": {"$ref": "#/components/schemas/OptionalTime"},
        "created_at": {"$ref": "#/components/schemas/Time"},
        "issued_at": {"$ref": "#/components/schemas/OptionalTime"}
      },
      "additionalProperties": false
    },
    "RewardList": {
      "type": "object",
      "required": ["rewards", "next"],
      "properties": {
        "rewards": {"type": "array", "items": {"$ref": "#/components/schemas/Reward"}},
        "next": {"type": ["string", "null"], "description": "`after` of the next page"}
      },
      "additionalProperties": false
    }
  },
  "securitySchemes": {
    "adminToken": {"type": "http", "scheme": "bearer"}
  }
})json";

}  // namespace

std::string_view components_json() { return components; }

}  // namespace patchbay::api
