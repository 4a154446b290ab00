#pragma once
// Which columns hold sealed values: what re-sealing, the count of keys in use and the check at the
// start go through. Each room lists its own in a function sealed_columns(); hub/app collects them.

#include <string>
#include <string_view>
#include <vector>

#include "hub/store/query.h"

namespace patchbay::store {

/// A column of the primary key, as the schema names it.
struct KeyColumn {
  std::string name;
  ColumnType type = ColumnType::text;
};

/// Values in `column` are sealed by crypto::KeyRing with the context
/// crypto::sealed_context(table, <values of keys>, column); integers of a key stand there in
/// decimal. NULL and the empty text are no values.
struct SealedColumn {
  std::string table;
  std::vector<KeyColumn> keys;  ///< the whole primary key, in its order
  std::string column;
  /// Holds crypto::KeyRing::blind_index() of the opened value; empty: there is none.
  std::string index = {};
  /// The form of the opened value that is indexed; null: the value itself.
  std::string (*index_form)(std::string_view plain) = nullptr;
};

}  // namespace patchbay::store
