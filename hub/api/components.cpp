#include "hub/api/components.h"

namespace patchbay::api {
namespace {

constexpr std::string_view components = R"json({
  "schemas": {
    "Problem": {
      "description": "Why a request failed (RFC 9457)",
      "type": "object",
      "required": ["type", "code", "title", "status", "detail"],
      "properties": {
        "type": {"type": "string", "description": "a path that says what it means"},
        "code": {"type": "string", "description": "AUTHENTICATION_FAILED … (docs/errors.md)"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "a sentence for a person"}
      },
      "additionalProperties": false
    },
    "ProblemType": {
      "type": "object",
      "required": ["type", "code", "status", "help"],
      "properties": {
        "type": {"type": "string"},
        "code": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "help": {"type": "string", "description": "what it means and what to do"}
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
    "Contact": {
      "description": "Masked: only its owner would know it again",
      "type": "object",
      "required": ["name", "phone", "email"],
      "properties": {
        "name": {"type": "string", "description": "J*** D***; empty: none"},
        "phone": {"type": "string", "description": "****0123; empty: none"},
        "email": {"type": "string", "description": "j***@e***.com; empty: none"}
      },
      "additionalProperties": false
    },
    "Time": {"type": "string", "description": "RFC 3339, UTC, microseconds"},
    "OptionalTime": {"type": ["string", "null"], "description": "RFC 3339, UTC, microseconds"},
    "Partner": {
      "description": "A partner of this hub and how it is",
      "type": "object",
      "required": ["id", "kind", "plug", "version", "serving", "environment", "status", "available",
        "unavailable_because", "stopped", "breaker", "health", "limits", "retry"],
      "properties": {
        "id": {"type": "string"},
        "kind": {"type": "string", "description": "retail, utility, transport …"},
        "plug": {"type": "string", "description": "what its plug calls itself"},
        "version": {"type": "string", "description": "of the plug"},
        "serving": {
          "description": "The version of the plug that each hub serves",
          "type": "array",
          "items": {"$ref": "#/components/schemas/ServedPlug"}
        },
        "environment": {"type": "string", "enum": ["sandbox", "production"]},
        "status": {"type": "string", "enum": ["enabled", "disabled"],
          "description": "as an operator set it"},
        "available": {"type": "boolean", "description": "whether value could be issued there now"},
        "unavailable_because": {"type": ["string", "null"]},
        "stopped": {"type": "boolean", "description": "by an operator's switch"},
        "health": {
          "description": "Of the calls of this hub since it started",
          "type": "object",
          "required": ["window_s", "calls", "failures", "last_success", "last_failure", "failure"],
          "properties": {
            "window_s": {"type": "integer", "description": "seconds that are counted"},
            "calls": {"type": "integer", "minimum": 0},
            "failures": {"type": "integer", "minimum": 0,
              "description": "no answer, 429 or 5xx"},
            "last_success": {"$ref": "#/components/schemas/OptionalTime"},
            "last_failure": {"$ref": "#/components/schemas/OptionalTime"},
            "failure": {"type": ["string", "null"], "description": "what the last one was"}
          },
          "additionalProperties": false
        },
        "breaker": {
          "type": "object",
          "required": ["state", "open_until", "changed_at", "trips"],
          "properties": {
            "state": {"type": "string", "enum": ["closed", "open", "half_open"]},
            "open_until": {"$ref": "#/components/schemas/OptionalTime"},
            "changed_at": {"$ref": "#/components/schemas/OptionalTime"},
            "trips": {"type": "integer", "minimum": 0, "description": "how often it ever opened"}
          },
          "additionalProperties": false
        },
        "limits": {
          "type": "object",
          "required": ["calls_per_second", "concurrency", "timeout_ms"],
          "properties": {
            "calls_per_second": {"type": "integer", "description": "over all hubs"},
            "concurrency": {"type": "integer", "description": "of one hub"},
            "timeout_ms": {"type": "integer"}
          },
          "additionalProperties": false
        },
        "retry": {
          "type": "object",
          "required": ["backoff", "attempts"],
          "properties": {
            "backoff": {"type": "string", "enum": ["exponential", "linear", "list"]},
            "attempts": {"type": "integer", "minimum": 1}
          },
          "additionalProperties": false
        }
      },
      "additionalProperties": false
    },
    "ServedPlug": {
      "description": "The version of a partner's plug that one hub serves",
      "type": "object",
      "required": ["hub", "version", "stamp", "since", "problem", "problem_stamp", "looked_at"],
      "properties": {
        "hub": {"type": "string"},
        "version": {"type": "string", "description": "as its manifest says"},
        "stamp": {"type": "string", "description": "of its files; the same on every hub"},
        "since": {"$ref": "#/components/schemas/Time"},
        "problem": {"type": ["string", "null"], "description": "why a later one is not served"},
        "problem_stamp": {"type": ["string", "null"],
          "description": "of that one; null also where its files cannot be read"},
        "looked_at": {"$ref": "#/components/schemas/Time"}
      },
      "additionalProperties": false
    },
    "SwitchKind": {"type": "string", "enum": ["partner", "queue", "hub", "read_only", "disabled"]},
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
    "AuditEntry": {
      "type": "object",
      "required": ["id", "at", "actor", "action", "subject", "reason", "detail", "address",
                   "before", "after", "position", "hash"],
      "properties": {
        "id": {"type": "integer"},
        "at": {"$ref": "#/components/schemas/Time"},
        "actor": {"type": "string", "description": "api:<credential>, cli:<user>, schedule:<name>"},
        "action": {"type": "string", "description": "switch.throw, dead.redrive …"},
        "subject": {"type": "string", "description": "what it was done to"},
        "reason": {"type": "string", "description": "in the actor's words; may be empty"},
        "detail": {"type": "string", "description": "a JSON object, or empty"},
        "address": {"type": "string", "description": "of the client; empty: a command"},
        "before": {"type": "string", "description": "a JSON object, masked, or empty"},
        "after": {"type": "string", "description": "a JSON object, masked, or empty"},
        "position": {"type": "integer", "description": "in the hash chain; 0: not chained yet"},
        "hash": {"type": "string", "description": "of the chain up to here, or empty"}
      },
      "additionalProperties": false
    }
  },
  "securitySchemes": {
    "credential": {
      "type": "http", "scheme": "bearer",
      "description": "A secret key, or a public key and a signature (docs/credentials.md)"
    }
  }
})json";

}  // namespace

std::string_view components_json() { return components; }

}  // namespace patchbay::api
