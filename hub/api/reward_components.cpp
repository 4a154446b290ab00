#include "hub/api/components.h"

namespace patchbay::api {
namespace {

constexpr std::string_view schemas = R"json({
  "RewardState": {
    "type": "string",
    "enum": ["held", "awaiting_choice", "pending", "processing", "unconfirmed", "issued",
             "redeemed", "expired", "failed", "cancelled"]
  },
  "Reward": {
    "type": "object",
    "required": ["id", "customer", "milestone", "kind", "capability", "partner",
                 "eligible_partners", "amount_minor", "currency", "state", "message", "reason",
                 "cancel_reason", "partner_reference", "unknown_since", "created_at",
                 "delayed_since", "issued_at", "expires_at"],
    "properties": {
      "id": {"type": "string", "description": "also the key sent to every partner"},
      "customer": {"type": "string"},
      "milestone": {"type": "string"},
      "kind": {"type": "string", "description": "kind of partner"},
      "capability": {"type": "string"},
      "partner": {"type": "string", "description": "whose it is now; empty until it is chosen"},
      "eligible_partners": {
        "type": "array", "items": {"type": "string"},
        "description": "in order: the next one while the one before is down; a choice leaves one"
      },
      "amount_minor": {"type": "integer", "description": "minor units of the currency"},
      "currency": {"type": "string", "minLength": 3, "maxLength": 3},
      "state": {"$ref": "#/components/schemas/RewardState"},
      "message": {"type": "string", "description": "what the customer may be told"},
      "reason": {"type": "string", "description": "why it is where it is; empty: all is well"},
      "cancel_reason": {
        "type": "string",
        "description": "not empty: cancelled as soon as it is proven that nothing was issued"
      },
      "partner_reference": {"type": "string", "description": "empty until it is issued"},
      "unknown_since": {"$ref": "#/components/schemas/OptionalTime"},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "delayed_since": {"$ref": "#/components/schemas/OptionalTime"},
      "issued_at": {"$ref": "#/components/schemas/OptionalTime"},
      "expires_at": {"$ref": "#/components/schemas/OptionalTime"}
    },
    "additionalProperties": false
  },
  "RewardStep": {
    "type": "object",
    "required": ["from", "to", "at", "partner", "reason", "actor", "lease"],
    "properties": {
      "from": {"$ref": "#/components/schemas/RewardState"},
      "to": {"$ref": "#/components/schemas/RewardState"},
      "at": {"$ref": "#/components/schemas/Time"},
      "partner": {"type": "string", "description": "whose it was then"},
      "reason": {"type": "string"},
      "actor": {"type": "string", "description": "hub, report, schedule, redrive, api:admin …"},
      "lease": {"type": "integer", "description": "of the job that moved it; grows with each run"}
    },
    "additionalProperties": false
  },
  "RewardWithHistory": {
    "type": "object",
    "required": ["reward", "history"],
    "properties": {
      "reward": {"$ref": "#/components/schemas/Reward"},
      "history": {
        "type": "array", "maxItems": 1000, "items": {"$ref": "#/components/schemas/RewardStep"},
        "description": "oldest first"
      }
    },
    "additionalProperties": false
  }
})json";

}  // namespace

std::string_view reward_schemas_json() { return schemas; }

}  // namespace patchbay::api
