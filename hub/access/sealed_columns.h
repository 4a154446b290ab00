#pragma once
#include <vector>

#include "hub/store/sealed_column.h"

namespace patchbay::access {

/// The sealed columns of this room.
std::vector<store::SealedColumn> sealed_columns();

}  // namespace patchbay::access
