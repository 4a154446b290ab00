#pragma once
#include <vector>

#include "hub/store/sealed_column.h"

namespace patchbay::app {

/// Every sealed column of the store: those of all rooms.
std::vector<store::SealedColumn> all_sealed_columns();

}  // namespace patchbay::app
