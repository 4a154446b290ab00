#include "hub/events/catalogue.h"

#include <algorithm>
#include <iterator>

namespace patchbay::events {
namespace {

// Texts from outside carry lengths but no pattern or format: valijson fails on them (DESIGN.md).
constexpr EventType types[] = {
    {"tier.updated", "A customer rose to another tier, or fell to one.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "tier.updated",
  "type": "object",
  "required": ["customer", "tier", "previous_tier", "points"],
  "additionalProperties": false,
  "properties": {
    "customer": {"type": "string", "minLength": 1, "maxLength": 200,
                 "description": "The customer's id in the programme."},
    "tier": {"type": "string", "minLength": 1, "maxLength": 100,
             "description": "The tier from now on."},
    "previous_tier": {"type": "string", "maxLength": 100,
                      "description": "The tier until now; empty when there was none."},
    "points": {"type": "integer", "description": "The customer's points at the change."}
  }
})"},
    {"reward.issued", "A partner issued a reward to a customer. Voucher codes are never in it.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "reward.issued",
  "type": "object",
  "required": ["reward", "customer", "kind", "partner", "amount_minor", "currency"],
  "additionalProperties": false,
  "properties": {
    "reward": {"type": "string", "minLength": 1, "maxLength": 200,
               "description": "The reward's id; the reference the partner was given."},
    "customer": {"type": "string", "minLength": 1, "maxLength": 200,
                 "description": "The customer's id in the programme."},
    "kind": {"type": "string", "minLength": 1, "maxLength": 100,
             "description": "The kind of partner: retail, utility, transport."},
    "partner": {"type": "string", "minLength": 1, "maxLength": 100,
                "description": "The partner that issued it."},
    "amount_minor": {"type": "integer", "minimum": 0,
                     "description": "The value in minor units of the currency (cents)."},
    "currency": {"type": "string", "minLength": 3, "maxLength": 3,
                 "description": "ISO 4217 code."}
  }
})"},
    {"reward.delayed",
     "A reward comes later than it should: its partner is down. Another partner issues it, or its "
     "own is waited for (then both partners are the same).",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "reward.delayed",
  "type": "object",
  "required": ["reward", "customer", "partner", "previous_partner", "reason"],
  "additionalProperties": false,
  "properties": {
    "reward": {"type": "string", "minLength": 1, "maxLength": 200,
      "description": "The reward's id."},
    "customer": {"type": "string", "minLength": 1, "maxLength": 200,
                 "description": "The customer's id in the programme."},
    "partner": {"type": "string", "minLength": 1, "maxLength": 100,
                "description": "The partner that is to issue it from now on."},
    "previous_partner": {"type": "string", "minLength": 1, "maxLength": 100,
                         "description": "The partner that was to issue it until now."},
    "reason": {"type": "string", "description": "Why, for a person."}
  }
})"},
    {"reward.failed",
     "A reward could not be issued, and provably was not. Nothing more happens by itself.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "reward.failed",
  "type": "object",
  "required": ["reward", "customer", "kind", "partner", "amount_minor", "currency", "reason"],
  "additionalProperties": false,
  "properties": {
    "reward": {"type": "string", "minLength": 1, "maxLength": 200,
      "description": "The reward's id."},
    "customer": {"type": "string", "minLength": 1, "maxLength": 200,
                 "description": "The customer's id in the programme."},
    "kind": {"type": "string", "minLength": 1, "maxLength": 100,
             "description": "The kind of partner: retail, utility, transport."},
    "partner": {"type": "string", "minLength": 1, "maxLength": 100,
                "description": "The partner that was tried last."},
    "amount_minor": {"type": "integer", "minimum": 0,
                     "description": "The value in minor units of the currency (cents)."},
    "currency": {"type": "string", "minLength": 3, "maxLength": 3,
                 "description": "ISO 4217 code."},
    "reason": {"type": "string", "description": "Why, for a person."}
  }
})"},
    {"account.linked", "A customer's account at a partner was linked. The number is never in it.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "account.linked",
  "type": "object",
  "required": ["customer", "partner", "verification"],
  "additionalProperties": false,
  "properties": {
    "customer": {"type": "string", "minLength": 1, "maxLength": 200,
                 "description": "The customer's id in the programme."},
    "partner": {"type": "string", "minLength": 1, "maxLength": 100,
                "description": "The partner whose account it is."},
    "verification": {"type": "string", "enum": ["verified", "account_exists", "unverified"],
                     "description": "What the partner said of it."}
  }
})"},
    {"consent.granted", "A customer allowed the programme something with a partner.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "consent.granted",
  "type": "object",
  "required": ["customer", "partner", "purpose", "how"],
  "additionalProperties": false,
  "properties": {
    "customer": {"type": "string", "minLength": 1, "maxLength": 200,
                 "description": "The customer's id in the programme."},
    "partner": {"type": "string", "minLength": 1, "maxLength": 100,
                "description": "The partner."},
    "purpose": {"type": "string", "enum": ["rewards", "profile", "marketing"],
                "description": "What for."},
    "how": {"type": "string", "enum": ["code", "oauth", "operator"],
            "description": "By security code, at the partner, or recorded by an operator."}
  }
})"},
    {"consent.revoked",
     "A customer took a consent back. With the one for rewards the link and the tokens are gone.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "consent.revoked",
  "type": "object",
  "required": ["customer", "partner", "purpose"],
  "additionalProperties": false,
  "properties": {
    "customer": {"type": "string", "minLength": 1, "maxLength": 200,
                 "description": "The customer's id in the programme."},
    "partner": {"type": "string", "minLength": 1, "maxLength": 100,
                "description": "The partner."},
    "purpose": {"type": "string", "enum": ["rewards", "profile", "marketing"],
                "description": "What for."}
  }
})"},
    {"link.consented", "A customer, or the organisation, gave the hub its consent at a partner.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "link.consented",
  "type": "object",
  "required": ["partner", "customer"],
  "additionalProperties": false,
  "properties": {
    "partner": {"type": "string", "minLength": 1, "maxLength": 100,
                "description": "The partner."},
    "customer": {"type": "string", "maxLength": 200,
                 "description": "The customer's id in the programme; empty: the organisation."}
  }
})"},
    {"link.needs_consent",
     "A partner no longer honours a consent: the customer must be sent to its consent page again.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "link.needs_consent",
  "type": "object",
  "required": ["partner", "customer", "reason"],
  "additionalProperties": false,
  "properties": {
    "partner": {"type": "string", "minLength": 1, "maxLength": 100,
                "description": "The partner."},
    "customer": {"type": "string", "maxLength": 200,
                 "description": "The customer's id in the programme; empty: the organisation."},
    "reason": {"type": "string", "description": "What the partner said, for a person."}
  }
})"},
    {"link.revoked", "A consent was taken back here; the partner is told.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "link.revoked",
  "type": "object",
  "required": ["partner", "customer"],
  "additionalProperties": false,
  "properties": {
    "partner": {"type": "string", "minLength": 1, "maxLength": 100,
                "description": "The partner."},
    "customer": {"type": "string", "maxLength": 200,
                 "description": "The customer's id in the programme; empty: the organisation."}
  }
})"},
    {"alert.raised", "Something needs a person of the operator's.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "alert.raised",
  "type": "object",
  "required": ["what", "where", "to_do"],
  "additionalProperties": false,
  "properties": {
    "what": {"type": "string", "description": "What happened."},
    "where": {"type": "string", "description": "What it happened to."},
    "to_do": {"type": "string", "description": "What to do about it."}
  }
})"},
    {"voucher.redeemed", "A customer used a voucher at the partner that issued it.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "voucher.redeemed",
  "type": "object",
  "required": [
    "partner",
    "customer",
    "reference",
    "amount_minor",
    "currency"
  ],
  "additionalProperties": false,
  "properties": {
    "partner": {
      "type": "string",
      "minLength": 1,
      "maxLength": 100,
      "description": "The partner."
    },
    "customer": {
      "type": "string",
      "maxLength": 200,
      "description": "The customer's id in the programme; empty when the partner did not say."
    },
    "reference": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200,
      "description": "The voucher, as the partner names it; never its code."
    },
    "amount_minor": {
      "type": "integer",
      "minimum": 0,
      "description": "The value in minor units of the currency (cents)."
    },
    "currency": {
      "type": "string",
      "minLength": 3,
      "maxLength": 3,
      "description": "ISO 4217 code."
    }
  }
})"},
    {"voucher.expired", "A voucher ended unused.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "voucher.expired",
  "type": "object",
  "required": [
    "partner",
    "customer",
    "reference"
  ],
  "additionalProperties": false,
  "properties": {
    "partner": {
      "type": "string",
      "minLength": 1,
      "maxLength": 100,
      "description": "The partner."
    },
    "customer": {
      "type": "string",
      "maxLength": 200,
      "description": "The customer's id in the programme; empty when the partner did not say."
    },
    "reference": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200,
      "description": "The voucher, as the partner names it; never its code."
    }
  }
})"},
    {"bill.generated", "A partner billed a customer.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "bill.generated",
  "type": "object",
  "required": [
    "partner",
    "customer",
    "reference",
    "amount_minor",
    "currency"
  ],
  "additionalProperties": false,
  "properties": {
    "partner": {
      "type": "string",
      "minLength": 1,
      "maxLength": 100,
      "description": "The partner."
    },
    "customer": {
      "type": "string",
      "maxLength": 200,
      "description": "The customer's id in the programme; empty when the partner did not say."
    },
    "reference": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200,
      "description": "The bill, as the partner names it."
    },
    "amount_minor": {
      "type": "integer",
      "minimum": 0,
      "description": "The value in minor units of the currency (cents)."
    },
    "currency": {
      "type": "string",
      "minLength": 3,
      "maxLength": 3,
      "description": "ISO 4217 code."
    }
  }
})"},
    {"credit.applied", "A partner put a credit on a customer's account.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "credit.applied",
  "type": "object",
  "required": [
    "partner",
    "customer",
    "reference",
    "amount_minor",
    "currency"
  ],
  "additionalProperties": false,
  "properties": {
    "partner": {
      "type": "string",
      "minLength": 1,
      "maxLength": 100,
      "description": "The partner."
    },
    "customer": {
      "type": "string",
      "maxLength": 200,
      "description": "The customer's id in the programme; empty when the partner did not say."
    },
    "reference": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200,
      "description": "The credit, as the partner names it."
    },
    "amount_minor": {
      "type": "integer",
      "minimum": 0,
      "description": "The value in minor units of the currency (cents)."
    },
    "currency": {
      "type": "string",
      "minLength": 3,
      "maxLength": 3,
      "description": "ISO 4217 code."
    }
  }
})"},
    {"payment.received", "A partner got a payment of a customer.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "payment.received",
  "type": "object",
  "required": [
    "partner",
    "customer",
    "reference",
    "amount_minor",
    "currency"
  ],
  "additionalProperties": false,
  "properties": {
    "partner": {
      "type": "string",
      "minLength": 1,
      "maxLength": 100,
      "description": "The partner."
    },
    "customer": {
      "type": "string",
      "maxLength": 200,
      "description": "The customer's id in the programme; empty when the partner did not say."
    },
    "reference": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200,
      "description": "The payment, as the partner names it."
    },
    "amount_minor": {
      "type": "integer",
      "minimum": 0,
      "description": "The value in minor units of the currency (cents)."
    },
    "currency": {
      "type": "string",
      "minLength": 3,
      "maxLength": 3,
      "description": "ISO 4217 code."
    }
  }
})"},
    {"balance.low", "A customer's balance at a partner is low.",
     R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "balance.low",
  "type": "object",
  "required": [
    "partner",
    "customer",
    "balance_minor",
    "currency"
  ],
  "additionalProperties": false,
  "properties": {
    "partner": {
      "type": "string",
      "minLength": 1,
      "maxLength": 100,
      "description": "The partner."
    },
    "customer": {
      "type": "string",
      "maxLength": 200,
      "description": "The customer's id in the programme; empty when the partner did not say."
    },
    "balance_minor": {
      "type": "integer",
      "description": "What is left, in minor units of the currency."
    },
    "currency": {
      "type": "string",
      "minLength": 3,
      "maxLength": 3,
      "description": "ISO 4217 code."
    }
  }
})"},
};

}  // namespace

std::span<const EventType> catalogue() { return types; }

const EventType* find_type(std::string_view name) {
  auto found = std::find_if(std::begin(types), std::end(types),
                            [&](const EventType& type) { return type.name == name; });
  return found == std::end(types) ? nullptr : found;
}

}  // namespace patchbay::events
