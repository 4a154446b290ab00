#pragma once
#include <vector>

#include "adapters/case_file.h"
#include "adapters/manifest.h"
#include "adapters/page.h"

namespace patchbay::adapters {

/// What a partner's manifest and cases say of it, for whoever installs and runs it. Pure.
Page partner_page(const Manifest& manifest, const std::vector<Case>& cases);

}  // namespace patchbay::adapters
