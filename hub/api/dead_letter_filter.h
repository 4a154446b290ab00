#pragma once
// Which dead letters a request means. Private to the room.

#include <string_view>

#include "adapters/strict_object.h"
#include "hub/api/parameters.h"
#include "hub/jobs/redrives.h"

namespace patchbay::api {

/// The parameters kind, partner, key, reason, since and until. Errors: invalid, naming the
/// parameter.
Result<jobs::DeadFilter> read_dead_filter(const Parameters& parameters,
                                          const OrganisationId& organisation);

/// "ids" or "filter" of a body, never both, never none; what is wrong fails `fields`.
jobs::Letters read_letters(adapters::StrictObject& fields, const OrganisationId& organisation);

}  // namespace patchbay::api
