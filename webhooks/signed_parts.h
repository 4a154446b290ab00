#pragma once
// The template of what is signed: "{timestamp}.{body}". Private to the room.

#include <string_view>

#include "webhooks/scheme.h"

namespace patchbay::webhooks {

/// Names in braces are parts: body, timestamp, id, url, sorted_form, method, header:NAME; all else
/// is text. Errors: invalid: an unknown name, a brace without its other.
Result<std::vector<SignedPart>> parse_signed_parts(std::string_view text);

bool has_part(const std::vector<SignedPart>& parts, SignedPart::What what);

}  // namespace patchbay::webhooks
