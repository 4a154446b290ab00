#include "hub/api/components.h"

namespace patchbay::api {
namespace {

constexpr std::string_view schemas = R"json({
  "CredentialKind": {"type": "string", "enum": ["partner", "operator", "service", "customer"]},
  "Signing": {
    "type": "string", "enum": ["none", "optional", "required"],
    "description": "whether requests carry a signature (docs/credentials.md) or the secret itself"
  },
  "NewCredential": {
    "type": "object",
    "required": ["kind", "name"],
    "properties": {
      "kind": {"$ref": "#/components/schemas/CredentialKind"},
      "name": {"type": "string", "maxLength": 200, "description": "for people"},
      "partner": {"type": "string", "maxLength": 200, "description": "of kind partner: whose"},
      "role": {"type": "string",
        "description": "owner, operator, auditor, editor, partner or service"},
      "scopes": {"type": "array", "items": {"type": "string"},
                 "description": "some of the role's; none: all of them"},
      "environment": {"type": "string", "enum": ["live", "test"], "default": "live"},
      "signing": {"$ref": "#/components/schemas/Signing"},
      "timestamp_signature": {"type": "boolean", "default": false},
      "networks": {"type": "array", "items": {"type": "string"}, "description": "CIDR"},
      "expires_at": {"type": "string", "description": "RFC 3339"}
    },
    "additionalProperties": false
  },
  "Credential": {
    "type": "object",
    "required": ["id", "kind", "name", "partner", "customer", "role", "scopes", "environment",
                 "public_key", "secret_hint", "signing", "timestamp_signature", "networks",
                 "created_by", "created_at", "expires_at", "revoked_at", "last_used_at",
                 "replaced_by"],
    "properties": {
      "id": {"type": "string"},
      "kind": {"$ref": "#/components/schemas/CredentialKind"},
      "name": {"type": "string", "description": "for people"},
      "partner": {"type": "string", "description": "empty unless kind is partner"},
      "customer": {"type": "string", "description": "empty unless kind is customer"},
      "role": {"type": "string"},
      "scopes": {"type": "array", "items": {"type": "string"}},
      "environment": {"type": "string", "enum": ["live", "test"]},
      "public_key": {"type": "string", "description": "pk_live_ or pk_test_ and 24 hex characters"},
      "secret_hint": {"type": "string", "description": "the visible beginning of the secret"},
      "signing": {"$ref": "#/components/schemas/Signing"},
      "timestamp_signature": {"type": "boolean", "description": "the weak old scheme is allowed"},
      "networks": {"type": "string", "description": "CIDR, with blanks between; empty: anywhere"},
      "created_by": {"type": "string"},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "expires_at": {"$ref": "#/components/schemas/OptionalTime"},
      "revoked_at": {"$ref": "#/components/schemas/OptionalTime"},
      "last_used_at": {"$ref": "#/components/schemas/OptionalTime"},
      "replaced_by": {"type": "string", "description": "id of the next; empty: the newest"}
    },
    "additionalProperties": false
  },
  "NewCredentialSecret": {
    "description": "A credential with its secret, which is shown this once",
    "type": "object",
    "required": ["id", "kind", "name", "partner", "customer", "role", "scopes", "environment",
                 "public_key", "secret_hint", "signing", "timestamp_signature", "networks",
                 "created_by", "created_at", "expires_at", "revoked_at", "last_used_at",
                 "replaced_by", "secret"],
    "properties": {
      "id": {"type": "string"},
      "kind": {"$ref": "#/components/schemas/CredentialKind"},
      "name": {"type": "string", "description": "for people"},
      "partner": {"type": "string", "description": "empty unless kind is partner"},
      "customer": {"type": "string", "description": "empty unless kind is customer"},
      "role": {"type": "string"},
      "scopes": {"type": "array", "items": {"type": "string"}},
      "environment": {"type": "string", "enum": ["live", "test"]},
      "public_key": {"type": "string", "description": "pk_live_ or pk_test_ and 24 hex characters"},
      "secret_hint": {"type": "string", "description": "the visible beginning of the secret"},
      "signing": {"$ref": "#/components/schemas/Signing"},
      "timestamp_signature": {"type": "boolean", "description": "the weak old scheme is allowed"},
      "networks": {"type": "string", "description": "CIDR, with blanks between; empty: anywhere"},
      "created_by": {"type": "string"},
      "created_at": {"$ref": "#/components/schemas/Time"},
      "expires_at": {"$ref": "#/components/schemas/OptionalTime"},
      "revoked_at": {"$ref": "#/components/schemas/OptionalTime"},
      "last_used_at": {"$ref": "#/components/schemas/OptionalTime"},
      "replaced_by": {"type": "string", "description": "id of the next; empty: the newest"},
      "secret": {"type": "string", "description": "sk_live_ or sk_test_ and 72 hex characters"}
    },
    "additionalProperties": false
  },
  "GivenPartnerName": {
    "type": "object",
    "required": ["partnerName", "partnerType", "contactEmail"],
    "properties": {
      "partnerName": {"type": "string", "minLength": 1, "maxLength": 200},
      "partnerType": {"type": "string", "minLength": 1, "maxLength": 200},
      "contactEmail": {"type": "string", "minLength": 3, "maxLength": 254}
    },
    "additionalProperties": false
  },
  "GeneratedKeys": {
    "type": "object",
    "required": ["apiKey", "apiSecret", "partnerId", "webhookUrl"],
    "properties": {
      "apiKey": {"type": "string"},
      "apiSecret": {"type": "string", "description": "shown this once"},
      "partnerId": {"type": "string"},
      "webhookUrl": {"type": "string", "description": "where the partner sends its webhooks"}
    },
    "additionalProperties": false
  },
  "SeedError": {
    "description": "Why a request to one of the old paths failed",
    "type": "object",
    "required": ["error"],
    "properties": {
      "error": {
        "type": "object",
        "required": ["type", "message", "details", "timestamp", "requestId"],
        "properties": {
          "type": {"type": "string", "description": "AUTHENTICATION_FAILED … (docs/errors.md)"},
          "message": {"type": "string"},
          "details": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
          "timestamp": {"$ref": "#/components/schemas/Time"},
          "requestId": {"type": "string", "description": "of the header X-Request-Id, or made"}
        },
        "additionalProperties": false
      }
    },
    "additionalProperties": false
  }
})json";

}  // namespace

std::string_view credential_schemas_json() { return schemas; }

}  // namespace patchbay::api
