#pragma once
#include "hub/app/operator/operator.h"

namespace patchbay::app {

/// Prints which keys there are, what stands under each and how far re-sealing is.
void print_keys_status(const Installation& here, bool json);

}  // namespace patchbay::app
