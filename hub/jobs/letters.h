#pragma once
// Letters as the JSON that an order keeps. Private to the room.

#include "hub/jobs/redrives.h"

namespace patchbay::jobs {

std::string to_json_text(const Letters& letters);
/// Throws ErrorException (corrupt).
Letters letters_of(const OrganisationId& organisation, const std::string& text);

}  // namespace patchbay::jobs
