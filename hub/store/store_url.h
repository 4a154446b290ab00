#pragma once
// The store's URL, read once. Private to hub/store.

#include <string>
#include <string_view>

#include "hub/base/result.h"
#include "hub/store/session.h"

namespace patchbay::store {

struct StoreUrl {
  Dialect dialect = Dialect::sqlite;
  std::string text;  ///< as given: holds the password
  std::string path;  ///< SQLite: the file
  std::string name;  ///< for people: without the password
};

/// Errors: invalid, saying which forms there are. Never repeats a password.
Result<StoreUrl> parse_store_url(std::string_view text);

}  // namespace patchbay::store
