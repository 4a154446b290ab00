#pragma once
// Identifiers: short texts with a prefix that names the kind of thing, sortable by birth.

#include <string>
#include <string_view>

#include "hub/base/clock.h"
#include "hub/base/random.h"

namespace patchbay {

/// A new id "<prefix>_<26 characters>": 48 bits of milliseconds and 80 random bits in Crockford's
/// base 32, as the ULID specification has it. Two ids of one millisecond are unordered.
std::string new_id(std::string_view prefix, const Clock& clock, Random& random);

}  // namespace patchbay
