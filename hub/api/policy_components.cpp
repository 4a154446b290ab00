#include "hub/api/components.h"

namespace patchbay::api {
namespace {

constexpr std::string_view schemas = R"({
  "PolicyVersion": {
    "type": "object",
    "required": ["id", "state", "parent", "created_by", "reason", "created_at", "tested_at",
      "simulated_at", "active_from"],
    "properties": {
      "id": {"type": "string", "description": "SHA-256 of its files"},
      "state": {"type": "string", "enum": ["draft", "tested", "simulated", "active", "retired"]},
      "parent": {"type": "string", "description": "what was active when it came, or empty"},
      "created_by": {"type": "string"},
      "reason": {"type": "string"},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "tested_at": {"$ref": "#/components/schemas/OptionalTime"},
      "simulated_at": {"$ref": "#/components/schemas/OptionalTime"},
      "active_from": {"$ref": "#/components/schemas/OptionalTime"}
    },
    "additionalProperties": false
  },
  "PolicyActivation": {
    "type": "object",
    "required": ["number", "takes_back", "version", "actor", "reason", "rollback", "active_from",
      "decided_at"],
    "properties": {
      "number": {"type": "integer"},
      "takes_back": {"type": ["integer", "null"], "description":
        "number of the one, then still to come, that it took back; it activates nothing itself"},
      "version": {"type": "string"},
      "actor": {"type": "string"},
      "reason": {"type": "string"},
      "rollback": {"type": "boolean"},
      "active_from": {"$ref": "#/components/schemas/Time"},
      "decided_at": {"$ref": "#/components/schemas/Time"},
      "warnings": {"type": "array", "items": {"type": "string"},
        "description": "partners of a list that this hub does not have"}
    },
    "additionalProperties": false
  },
  "PolicyTestReport": {
    "type": "object",
    "required": ["ok", "passed", "failures", "untouched"],
    "properties": {
      "ok": {"type": "boolean", "description": "there are tests, and all pass"},
      "passed": {"type": "integer"},
      "failures": {"type": "array", "items": {
        "type": "object",
        "required": ["name", "where", "lines"],
        "properties": {
          "name": {"type": "string"},
          "where": {"type": "string"},
          "lines": {"type": "array", "items": {"type": "string"}}
        },
        "additionalProperties": false
      }},
      "untouched": {"type": "array", "items": {"type": "string"},
        "description": "rules and branches that no test touched"}
    },
    "additionalProperties": false
  },
  "Policy": {
    "type": "object",
    "required": ["version", "rules", "numbers", "changes", "files"],
    "properties": {
      "version": {"$ref": "#/components/schemas/PolicyVersion"},
      "rules": {"type": "array", "description": "a table a kind", "items": {"type": "object"}},
      "numbers": {"type": "array", "description": "that can be set", "items": {
        "type": "object",
        "required": ["path", "value", "where"],
        "properties": {
          "path": {"type": "string"},
          "value": {"type": "string"},
          "where": {"type": "string"}
        },
        "additionalProperties": false
      }},
      "changes": {"type": "array", "description": "rule by rule against the active version",
        "items": {"type": "object"}},
      "files": {"type": "array", "items": {
        "type": "object",
        "required": ["name", "text"],
        "properties": {"name": {"type": "string"}, "text": {"type": "string"}},
        "additionalProperties": false
      }}
    },
    "additionalProperties": false
  },
  "Simulation": {
    "type": "object",
    "required": ["id", "draft", "against", "from", "until", "state", "read", "total", "problem",
      "actor", "reason", "created_at", "ended_at", "result"],
    "properties": {
      "id": {"type": "string"},
      "draft": {"type": "string"},
      "against": {"type": "string"},
      "from": {"$ref": "#/components/schemas/Time"},
      "until": {"$ref": "#/components/schemas/Time"},
      "state": {"type": "string", "enum": ["queued", "running", "done", "cancelled", "failed"]},
      "read": {"type": "integer", "description": "facts so far"},
      "total": {"type": "integer", "description": "facts in all; 0 until it runs"},
      "problem": {"type": "string", "description": "why it failed"},
      "actor": {"type": "string"},
      "reason": {"type": "string"},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "ended_at": {"$ref": "#/components/schemas/OptionalTime"},
      "result": {"type": ["object", "null"], "description":
        "docs/simulations.md; null: not at its end, or it named a customer who was erased since"}
    },
    "additionalProperties": false
  },
  "DecisionSummary": {
    "type": "object",
    "required": ["id", "customer", "reference", "version", "decided_at", "effects"],
    "properties": {
      "id": {"type": "string"},
      "customer": {"type": "string"},
      "reference": {"type": "string", "description": "what it was about"},
      "version": {"type": "string", "description": "of the rules that decided"},
      "decided_at": {"$ref": "#/components/schemas/Time"},
      "effects": {"type": "array", "description": "docs/policies.md, Tests beside rules",
        "items": {"type": "object"}}
    },
    "additionalProperties": false
  },
  "Decision": {
    "type": "object",
    "required": ["id", "customer", "reference", "version", "decided_at", "sentences", "not_given",
      "explanation"],
    "properties": {
      "id": {"type": "string"},
      "customer": {"type": "string"},
      "reference": {"type": "string", "description": "what it was about"},
      "version": {"type": "string", "description": "of the rules that decided"},
      "decided_at": {"$ref": "#/components/schemas/Time"},
      "sentences": {"type": "array", "items": {"type": "string"}},
      "not_given": {"type": "array", "items": {"type": "string"},
        "description": "of each rule that did not count, the first condition that failed"},
      "explanation": {"type": "object"}
    },
    "additionalProperties": false
  }
})";

}  // namespace

std::string_view policy_schemas_json() { return schemas; }

}  // namespace patchbay::api
