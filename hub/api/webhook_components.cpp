#include "hub/api/components.h"

namespace patchbay::api {
namespace {

constexpr std::string_view schemas = R"json({
  "EndpointDelivery": {
    "type": "object",
    "properties": {
      "rate_per_second": {"type": "integer", "minimum": 0, "description": "0: no limit"},
      "concurrency": {"type": "integer", "minimum": 1, "description": "requests of a hub at once"},
      "ordered": {"type": "boolean", "description": "in order for each customer, one at a time"},
      "timeout_ms": {"type": "integer", "minimum": 100},
      "raw": {"type": "boolean",
              "description": "of webhook.received the body alone, as it came in"},
      "retry": {
        "description": "instead of the hub's own schedule",
        "type": "object",
        "properties": {
          "backoff": {"type": "string", "enum": ["exponential", "linear", "list"]},
          "attempts": {"type": "integer", "minimum": 1},
          "base_ms": {"type": "integer"},
          "cap_ms": {"type": "integer"},
          "delays_ms": {"type": "array", "items": {"type": "integer"}},
          "jitter_percent": {"type": "integer"},
          "span_ms": {"type": "integer"}
        }
      }
    },
    "additionalProperties": false
  },
  "Endpoint": {
    "description": "An address that events go to; never a secret, nor a header's value",
    "type": "object",
    "required": ["id", "url", "description", "partner", "event_types", "state", "state_reason",
                 "header_names", "auth_type", "delivery", "failing_since", "version",
                 "created_at", "updated_at"],
    "properties": {
      "id": {"type": "string"},
      "url": {"type": "string"},
      "description": {"type": "string"},
      "partner": {"type": "string", "description": "whose it is; empty: the programme's own"},
      "event_types": {"type": "array", "items": {"type": "string"},
                      "description": "names and patterns; none: all but those on request"},
      "state": {"type": "string", "enum": ["active", "paused", "disabled"]},
      "state_reason": {"type": "string"},
      "header_names": {"type": "array", "items": {"type": "string"}},
      "auth_type": {"type": "string", "enum": ["", "oauth2_client_credentials", "mtls"]},
      "delivery": {"$ref": "#/components/schemas/EndpointDelivery"},
      "failing_since": {"$ref": "#/components/schemas/OptionalTime"},
      "version": {"type": "integer"},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "updated_at": {"$ref": "#/components/schemas/Time"}
    },
    "additionalProperties": false
  },
  "EndpointDraft": {
    "type": "object",
    "properties": {
      "url": {"type": "string", "maxLength": 2048, "description": "http or https"},
      "description": {"type": "string", "maxLength": 500},
      "partner": {"type": "string", "maxLength": 200,
                  "description": "of a partner's own credential: its own, and no other"},
      "event_types": {"type": "array", "items": {"type": "string"}},
      "headers": {"type": "object", "additionalProperties": {"type": "string"},
                  "description": "sent with every message; kept sealed"},
      "auth": {
        "description": "who the hub is to the receiver; {} for nobody",
        "type": "object",
        "properties": {
          "type": {"type": "string", "enum": ["oauth2_client_credentials", "mtls"]},
          "token_url": {"type": "string"},
          "client_id": {"type": "string"},
          "client_secret": {"type": "string"},
          "scope": {"type": "string"},
          "certificate": {"type": "string", "description": "PEM"},
          "key": {"type": "string", "description": "PEM"},
          "ca": {"type": "string", "description": "PEM"}
        },
        "additionalProperties": false
      },
      "delivery": {"$ref": "#/components/schemas/EndpointDelivery"},
      "signing": {"type": "string", "enum": ["v1", "v1a"], "default": "v1",
                  "description": "of a new one: HMAC-SHA256, or ed25519"}
    },
    "additionalProperties": false
  },
  "EndpointSecret": {
    "type": "object",
    "required": ["id", "signing", "public_key", "created_at", "expires_at"],
    "properties": {
      "id": {"type": "string"},
      "signing": {"type": "string", "enum": ["v1", "v1a"]},
      "public_key": {"type": "string", "description": "whpk_… of v1a, else empty"},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "expires_at": {"$ref": "#/components/schemas/OptionalTime"}
    },
    "additionalProperties": false
  },
  "NewEndpointSecret": {
    "description": "The secret is in this answer and nowhere else",
    "type": "object",
    "required": ["id", "secret_id", "secret", "public_key"],
    "properties": {
      "id": {"type": "string", "description": "of the endpoint"},
      "secret_id": {"type": "string"},
      "secret": {"type": "string", "description": "whsec_…, or whsk_… of v1a"},
      "public_key": {"type": "string", "description": "whpk_… of v1a, else empty"}
    },
    "additionalProperties": false
  },
  "Message": {
    "description": "One event for one endpoint",
    "type": "object",
    "required": ["event", "event_type", "endpoint", "state", "reason", "attempts", "created_at",
                 "ended_at", "next_at", "sequence"],
    "properties": {
      "event": {"type": "string", "description": "its id, the webhook-id of every attempt"},
      "event_type": {"type": "string"},
      "endpoint": {"type": "string"},
      "state": {"type": "string", "enum": ["pending", "held", "delivered", "dead"]},
      "reason": {"type": "string"},
      "attempts": {"type": "integer", "minimum": 0},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "ended_at": {"$ref": "#/components/schemas/OptionalTime"},
      "next_at": {"$ref": "#/components/schemas/OptionalTime"},
      "sequence": {"type": "integer"},
      "body": {"type": ["string", "null"], "description": "byte for byte; null: not kept any more"},
      "why": {"type": "string", "description": "why it is where it is, for a person"},
      "attempt_list": {"type": "array", "items": {"$ref": "#/components/schemas/Attempt"}}
    },
    "additionalProperties": false
  },
  "Attempt": {
    "type": "object",
    "required": ["number", "started_at", "took_us", "status", "failure", "headers", "body",
                 "body_encoding"],
    "properties": {
      "number": {"type": "integer"},
      "started_at": {"$ref": "#/components/schemas/Time"},
      "took_us": {"type": "integer", "description": "microseconds"},
      "status": {"type": "integer", "description": "of the answer; 0: there was none"},
      "failure": {"type": "string", "description": "empty: it succeeded"},
      "headers": {"type": "object", "description": "of the answer"},
      "body": {"type": "string", "description": "of the answer, its first 16 KiB"},
      "body_encoding": {"type": "string", "enum": ["", "base64"]}
    },
    "additionalProperties": false
  },
  "WhyNot": {
    "type": "object",
    "required": ["verdict", "reason", "message"],
    "properties": {
      "verdict": {"type": "string", "enum": ["delivered", "waiting", "rate_limited", "held", "dead",
        "filtered", "not_consented", "too_old", "removed", "unknown_event"]},
      "reason": {"type": "string", "description": "one sentence for a person"},
      "message": {"description": "null: there is none", "type": ["object", "null"]}
    },
    "additionalProperties": false
  },
  "Replay": {
    "description": "An order to send messages again",
    "type": "object",
    "required": ["id", "endpoint", "what", "since", "until", "per_second", "actor", "wanted",
                 "sent", "ordered_at", "ended_at", "outcome"],
    "properties": {
      "id": {"type": "string"},
      "endpoint": {"type": "string"},
      "what": {"type": "string", "enum": ["failed", "held", "missed"]},
      "since": {"$ref": "#/components/schemas/Time"},
      "until": {"$ref": "#/components/schemas/OptionalTime"},
      "per_second": {"type": "integer"},
      "actor": {"type": "string"},
      "wanted": {"type": "integer",
                 "description": "that matched when it was ordered, up to 100000"},
      "sent": {"type": "integer", "description": "put on their way up to now"},
      "ordered_at": {"$ref": "#/components/schemas/Time"},
      "ended_at": {"$ref": "#/components/schemas/OptionalTime"},
      "outcome": {"type": "string", "description": "done, cancelled, or why it ended early"}
    },
    "additionalProperties": false
  },
  "EventType": {
    "type": "object",
    "required": ["name", "version", "summary", "aliases", "on_request", "schema"],
    "properties": {
      "name": {"type": "string"},
      "version": {"type": "integer"},
      "summary": {"type": "string"},
      "aliases": {"type": "array", "items": {"type": "string"}},
      "on_request": {"type": "boolean",
                     "description": "sent only to endpoints that name it or its prefix"},
      "schema": {"type": "object", "description": "JSON Schema, draft-07, of `data`"}
    },
    "additionalProperties": false
  }
})json";

}  // namespace

std::string_view webhook_schemas_json() { return schemas; }

}  // namespace patchbay::api
