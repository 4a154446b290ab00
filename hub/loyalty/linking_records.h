#pragma once
// Private to the room.

#include "hub/loyalty/linking.h"

namespace patchbay::loyalty {

/// The link, its consent, events and audit row; limits count it; rewards that wait look at once.
void store_link(const LinkChange& change, const access::ConsentKey& who, const Link& link,
                const std::string& actor);

}  // namespace patchbay::loyalty
