#include "hub/api/components.h"

namespace patchbay::api {
namespace {

constexpr std::string_view schemas = R"({
  "GivenSchedule": {
    "description": "The job, and one of cron, every (at, on) and interval_seconds",
    "type": "object",
    "required": ["job"],
    "properties": {
      "id": {"type": "string", "minLength": 1, "maxLength": 100,
             "description": "a-z, 0-9, '.', '-' and '_'"},
      "job": {"type": "string", "description": "kind of job: sync.orders, sync.report …"},
      "settings": {"type": "object", "description": "of the job, such as partner",
                   "additionalProperties": {"type": ["string", "integer", "boolean"]}},
      "cron": {"type": "string", "maxLength": 1000,
               "description": "minute hour day-of-month month day-of-week, or @daily …"},
      "every": {"type": "string", "enum": ["day", "week", "month"]},
      "at": {"type": "string", "description": "time of day, HH:MM"},
      "on": {"type": "string", "description": "MON,THU of every week; 1,31 of every month"},
      "interval_seconds": {"type": "integer", "minimum": 1},
      "anchor": {"type": "string", "description": "RFC 3339; what intervals are counted from"},
      "zone": {"type": "string", "default": "UTC", "description": "IANA time zone"},
      "jitter_seconds": {"type": "integer", "minimum": 0, "default": 0},
      "overlap": {"type": "string", "enum": ["skip", "queue", "cancel"], "default": "skip"},
      "catch_up": {"type": "string", "enum": ["none", "one", "all"], "default": "one"},
      "catch_up_max": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}
    },
    "additionalProperties": false
  },
  "Schedule": {
    "type": "object",
    "required": ["id", "origin"],
    "properties": {
      "id": {"type": "string"},
      "broken": {"type": "string",
                 "description": "why it cannot be read; beside it only id and origin"},
      "job": {"type": "string"},
      "settings": {"type": "object", "additionalProperties": {"type": "string"}},
      "cron": {"type": "string"},
      "every": {"type": "string"},
      "at": {"type": "string"},
      "on": {"type": "string"},
      "interval_seconds": {"type": "integer"},
      "anchor": {"type": "string"},
      "zone": {"type": "string"},
      "jitter_seconds": {"type": "integer"},
      "overlap": {"type": "string", "enum": ["skip", "queue", "cancel"]},
      "catch_up": {"type": "string", "enum": ["none", "one", "all"]},
      "catch_up_max": {"type": "integer"},
      "origin": {"type": "string", "enum": ["config", "policy", "api"],
        "description": "where it is changed"},
      "paused": {"type": "boolean"},
      "next_at": {"$ref": "#/components/schemas/OptionalTime"},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "updated_at": {"$ref": "#/components/schemas/Time"}
    },
    "additionalProperties": false
  },
  "SchedulePreview": {
    "type": "object",
    "required": ["runs"],
    "properties": {"runs": {"type": "array", "items": {
      "type": "object",
      "required": ["at", "local", "zone"],
      "properties": {
        "at": {"$ref": "#/components/schemas/Time"},
        "local": {"type": "string", "description": "RFC 3339 with the zone's offset"},
        "zone": {"type": "string", "description": "its abbreviation then: CET, CEST"}
      },
      "additionalProperties": false
    }}},
    "additionalProperties": false
  },
  "ScheduleRun": {
    "type": "object",
    "required": ["id", "occurrence", "cause", "job_key", "outcome", "reason", "attempts",
                 "fired_at", "started_at", "ended_at", "duration_ms"],
    "properties": {
      "id": {"type": "integer"},
      "occurrence": {"$ref": "#/components/schemas/Time"},
      "cause": {"type": "string", "enum": ["time", "now", "backfill"]},
      "job_key": {"type": "string", "description": "empty: it was skipped"},
      "outcome": {"type": "string",
                  "enum": ["waiting", "running", "succeeded", "failed", "skipped", "cancelled"]},
      "reason": {"type": "string"},
      "attempts": {"type": "integer", "minimum": 0},
      "fired_at": {"$ref": "#/components/schemas/Time"},
      "started_at": {"$ref": "#/components/schemas/OptionalTime"},
      "ended_at": {"$ref": "#/components/schemas/OptionalTime"},
      "duration_ms": {"type": ["integer", "null"]}
    },
    "additionalProperties": false
  },
  "StartedRun": {
    "type": "object",
    "required": ["job_key"],
    "properties": {"job_key": {"type": "string"}},
    "additionalProperties": false
  },
  "Backfill": {
    "type": "object",
    "required": ["occurrences", "taken", "enqueued"],
    "properties": {
      "occurrences": {"type": "integer", "description": "in the period"},
      "taken": {"type": "integer", "description": "that run, wait, succeeded or were backfilled"},
      "enqueued": {"type": "integer", "description": "the others; by dry_run only counted"}
    },
    "additionalProperties": false
  }
})";

}  // namespace

std::string_view schedule_schemas_json() { return schemas; }

}  // namespace patchbay::api
