#include "hub/api/components.h"

namespace patchbay::api {
namespace {

constexpr std::string_view schemas = R"json({
  "Link": {
    "description": "A customer's account at a partner",
    "type": "object",
    "required": ["partner", "account", "how", "verification", "linked_at"],
    "properties": {
      "partner": {"type": "string"},
      "account": {"type": "string",
                  "description": "masked; \"self\": consented at the partner without a number"},
      "how": {"type": "string", "enum": ["import", "code", "oauth", "operator"]},
      "verification": {"type": "string", "enum": ["verified", "account_exists", "unverified"],
                       "description": "what the partner said of the account"},
      "linked_at": {"$ref": "#/components/schemas/Time"}
    },
    "additionalProperties": false
  },
  "LinkAnswer": {
    "description": "An account was linked",
    "type": "object",
    "required": ["success", "partnerId", "linked", "message"],
    "properties": {
      "success": {"type": "boolean"},
      "partnerId": {"type": "string"},
      "linked": {"type": "boolean"},
      "message": {"type": "string"}
    },
    "additionalProperties": false
  },
  "Purpose": {"type": "string", "enum": ["rewards", "profile", "marketing"]},
  "Consent": {
    "description": "What a customer allowed, and until when",
    "type": "object",
    "required": ["partner", "purpose", "how", "granted_by", "granted_at", "revoked_by",
                 "revoke_reason", "revoked_at"],
    "properties": {
      "partner": {"type": "string"},
      "purpose": {"$ref": "#/components/schemas/Purpose"},
      "how": {"type": "string", "enum": ["code", "oauth", "operator"]},
      "granted_by": {"type": "string"},
      "granted_at": {"$ref": "#/components/schemas/Time"},
      "revoked_by": {"type": "string", "description": "empty while it stands"},
      "revoke_reason": {"type": "string"},
      "revoked_at": {"$ref": "#/components/schemas/OptionalTime"}
    },
    "additionalProperties": false
  }
})json";

}  // namespace

std::string_view link_schemas_json() { return schemas; }

}  // namespace patchbay::api
