#pragma once
// Which tables hold something about a customer: what an export shows and an erasure changes.

#include <string>
#include <vector>

#include "hub/store/query.h"

namespace patchbay::app {

enum class Erasure {
  keep,    ///< no personal data, or what the ledger needs
  clear,   ///< becomes NULL
  redact,  ///< the person's name, phone, e-mail and accounts are replaced where they stand in it
};

struct PersonalColumn {
  std::string name;
  store::ColumnType type = store::ColumnType::text;
  Erasure erasure = Erasure::keep;
};

struct PersonalTable {
  std::string table;
  std::vector<PersonalColumn> columns;  ///< shown; sealed ones with the whole primary key
  /// SQL: which rows of the organisation (:organisation) are of the customer (:customer).
  std::string of_customer;
  bool removed = false;  ///< an erasure deletes the rows
  bool exported = true;  ///< false: machinery that may repeat personal data
};

/// Everything the store keeps about customers. A table that is not here holds nothing of them.
std::vector<PersonalTable> all_personal_tables();

}  // namespace patchbay::app
