#include "hub/api/components.h"

namespace patchbay::api {
namespace {

constexpr std::string_view schemas = R"json({
  "NextMilestone": {
    "type": ["object", "null"],
    "required": ["milestone", "days_left"],
    "properties": {"milestone": {"type": "string"}, "days_left": {"type": "integer"}},
    "additionalProperties": false
  },
  "WaitingRewards": {
    "type": "array",
    "description": "due, and not here yet: a limit of the rules denies them or staff look first",
    "items": {
      "type": "object",
      "required": ["milestone", "code", "message"],
      "properties": {
        "milestone": {"type": "string"},
        "code": {"type": "string", "description": "of the limit, as ACCOUNT_NOT_LINKED"},
        "message": {"type": "string", "description": "for the customer"}
      },
      "additionalProperties": false
    }
  },
  "Progress": {
    "type": "object",
    "required": ["customer", "days", "since", "paused", "paused_on", "time_zone", "grace_days",
                 "next", "waiting"],
    "properties": {
      "customer": {"type": "string"},
      "days": {"type": "integer", "description": "whole dates; the day of the start is day 0"},
      "since": {"type": "string", "description": "the date of the start"},
      "paused": {"type": "boolean"},
      "paused_on": {"type": ["string", "null"]},
      "time_zone": {"type": "string", "description": "where the customer lives"},
      "grace_days": {"type": "integer", "description": "of each pause, that count all the same"},
      "next": {"$ref": "#/components/schemas/NextMilestone"},
      "waiting": {"$ref": "#/components/schemas/WaitingRewards"},
      "problem": {
        "type": ["object", "null"],
        "description": "for staff: a rule failed; what is due is given once it works",
        "required": ["reason", "since"],
        "properties": {
          "reason": {"type": "string", "description": "with file and line"},
          "since": {"$ref": "#/components/schemas/Time"}
        },
        "additionalProperties": false
      }
    },
    "additionalProperties": false
  },
  "RecordedProgress": {
    "type": "object",
    "required": ["customer", "days", "since", "paused", "paused_on", "time_zone", "grace_days",
                 "next", "waiting", "checked", "new_rewards"],
    "properties": {
      "customer": {"type": "string"},
      "days": {"type": "integer"},
      "since": {"type": "string"},
      "paused": {"type": "boolean"},
      "paused_on": {"type": ["string", "null"]},
      "time_zone": {"type": "string"},
      "grace_days": {"type": "integer"},
      "next": {"$ref": "#/components/schemas/NextMilestone"},
      "waiting": {"$ref": "#/components/schemas/WaitingRewards"},
      "checked": {"type": "boolean",
                  "description": "false: a rule failed, and what is due is given later"},
      "new_rewards": {"type": "array", "items": {
        "type": "object", "required": ["reward", "milestone", "state"],
        "properties": {
          "reward": {"type": "string"},
          "milestone": {"type": "string"},
          "state": {"$ref": "#/components/schemas/RewardState"}
        },
        "additionalProperties": false
      }}
    },
    "additionalProperties": false
  },
  "Traits": {
    "type": "object",
    "required": ["traits"],
    "properties": {"traits": {
      "type": "array", "maxItems": 50,
      "items": {"type": "string", "minLength": 1, "maxLength": 60}}},
    "additionalProperties": false
  },
  "RewardCheck": {
    "type": "object",
    "required": ["checked", "newRewards", "total", "waiting"],
    "properties": {
      "checked": {"type": "boolean"},
      "newRewards": {"type": "array", "items": {
        "type": "object", "required": ["milestone", "status", "rewardId"],
        "properties": {
          "milestone": {"type": "string"},
          "status": {"$ref": "#/components/schemas/RewardState"},
          "rewardId": {"type": "string"}
        },
        "additionalProperties": false
      }},
      "total": {"type": "integer", "description": "of the new ones"},
      "waiting": {"$ref": "#/components/schemas/WaitingRewards"}
    },
    "additionalProperties": false
  },
  "OwnReward": {
    "type": "object",
    "required": ["id", "milestone_id", "status", "reward_type", "reward_amount", "currency",
                 "message", "partners", "partner_used", "distribution_details"],
    "properties": {
      "id": {"type": "string"},
      "milestone_id": {"type": "string"},
      "status": {"$ref": "#/components/schemas/RewardState"},
      "reward_type": {"type": "string"},
      "reward_amount": {"type": "string", "description": "decimal, in the currency: 20.00"},
      "currency": {"type": "string", "minLength": 3, "maxLength": 3},
      "message": {"type": "string", "description": "for the customer"},
      "partners": {"type": "array", "items": {"type": "string"},
                   "description": "who can issue it; the customer chooses among awaiting ones"},
      "partner_used": {"type": ["string", "null"]},
      "distribution_details": {
        "type": ["object", "null"],
        "description": "null until it is issued",
        "required": ["voucherId", "voucherCode", "expiresAt"],
        "properties": {
          "voucherId": {"type": ["string", "null"]},
          "voucherCode": {"type": ["string", "null"],
                          "description": "with the customer's credential alone"},
          "expiresAt": {"$ref": "#/components/schemas/OptionalTime"}
        },
        "additionalProperties": false
      }
    },
    "additionalProperties": false
  },
  "OwnRewards": {
    "type": "object",
    "required": ["rewards", "total"],
    "properties": {
      "rewards": {"type": "array", "items": {"$ref": "#/components/schemas/OwnReward"}},
      "total": {"type": "integer"}
    },
    "additionalProperties": false
  },
  "ClaimAnswer": {
    "type": "object",
    "required": ["success", "reward"],
    "properties": {
      "success": {"type": "boolean"},
      "reward": {
        "type": "object",
        "required": ["milestone", "status", "partnerId", "distributionResult"],
        "properties": {
          "milestone": {"type": "string"},
          "status": {"$ref": "#/components/schemas/RewardState"},
          "partnerId": {"type": "string"},
          "distributionResult": {
            "type": "object",
            "description": "id and code are null until the partner has issued it",
            "required": ["voucherId", "voucherCode", "amount"],
            "properties": {
              "voucherId": {"type": ["string", "null"]},
              "voucherCode": {"type": ["string", "null"]},
              "amount": {"type": "string", "description": "decimal"}
            },
            "additionalProperties": false
          }
        },
        "additionalProperties": false
      }
    },
    "additionalProperties": false
  }
})json";

}  // namespace

std::string_view progress_schemas_json() { return schemas; }

}  // namespace patchbay::api
