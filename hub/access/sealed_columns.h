#pragma once
#include <vector>

#include "hub/store/sealed_column.h"

namespace patchbay::access {

std::vector<store::SealedColumn> sealed_columns();

}  // namespace patchbay::access
