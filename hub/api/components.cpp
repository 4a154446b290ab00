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
    "SwitchKind": {"type": "string", "enum": ["partner", "queue", "hub", "read_only"]},
    "Switch": {
      "description": "A switch that is thrown",
      "type": "object",
      "required": ["kind", "name", "reason", "actor", "thrown_at"],
      "properties": {
        "kind": {"$ref": "#/components/schemas/SwitchKind"},
        "name": {"type": "string", "description": "partner, queue or hub; empty for read_only"},
        "reason": {"type": "string"},
        "actor": {"type": "string", "description": "who threw it"},
        "thrown_at": {"$ref": "#/components/schemas/Time"}
      },
      "additionalProperties": false
    },
    "SwitchList": {
      "type": "object",
      "required": ["switches"],
      "properties": {
        "switches": {"type": "array", "items": {"$ref": "#/components/schemas/Switch"}}
      },
      "additionalProperties": false
    },
    "Hub": {
      "type": "object",
      "required": ["id", "host", "pid", "url", "version", "state", "started_at", "seen_at"],
      "properties": {
        "id": {"type": "string"},
        "host": {"type": "string"},
        "pid": {"type": "integer"},
        "url": {"type": "string"},
        "version": {"type": "string"},
        "state": {"type": "string", "enum": ["running", "draining", "stopped", "lost"]},
        "started_at": {"$ref": "#/components/schemas/Time"},
        "seen_at": {"$ref": "#/components/schemas/Time"}
      },
      "additionalProperties": false
    },
    "HubList": {
      "type": "object",
      "required": ["hubs"],
      "properties": {"hubs": {"type": "array", "items": {"$ref": "#/components/schemas/Hub"}}},
      "additionalProperties": false
    },
    "AuditEntry": {
      "type": "object",
      "required": ["id", "at", "actor", "action", "subject", "reason", "detail"],
      "properties": {
        "id": {"type": "integer"},
        "at": {"$ref": "#/components/schemas/Time"},
        "actor": {"type": "string", "description": "api:admin, cli:<user>, schedule:<name>"},
        "action": {"type": "string", "description": "switch.throw, dead.redrive …"},
        "subject": {"type": "string", "description": "what it was done to"},
        "reason": {"type": "string", "description": "in the actor's words; may be empty"},
        "detail": {"type": "string", "description": "a JSON object, or empty"}
      },
      "additionalProperties": false
    },
    "AuditList": {
      "type": "object",
      "required": ["entries", "next"],
      "properties": {
        "entries": {"type": "array", "items": {"$ref": "#/components/schemas/AuditEntry"}},
        "next": {"type": ["integer", "null"], "description": "`before` of the next page"}
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
