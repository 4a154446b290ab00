#pragma once
// Statements whose parameters and columns are known at run time only: over a table that a list of
// columns describes. Everything else: hub/store/query.h.

#include <span>

#include "hub/store/query.h"

namespace patchbay::store {

/// As run() of query.h.
std::int64_t run_dynamic(Session& session, std::string_view sql, std::span<const Param> params,
                         std::span<const ColumnType> columns,
                         const std::function<void(const ColumnReader&)>& row);

}  // namespace patchbay::store
