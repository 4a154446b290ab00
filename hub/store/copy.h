#pragma once
// Whole copies of a store: for backups, and back.

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "hub/base/result.h"
#include "hub/store/session.h"

namespace patchbay::store {

/// What a copy holds: the store as it was at one moment.
struct StoreCopy {
  Dialect dialect = Dialect::sqlite;
  std::string schema;                        ///< PostgreSQL: the schema's name; SQLite: empty
  std::int64_t version = 0;                  ///< of the newest migration it has; 0: none
  std::map<std::string, std::int64_t> rows;  ///< by table
  bool operator==(const StoreCopy&) const = default;
};
const char* name_of(Dialect dialect);  ///< "sqlite", "postgresql"

/// How far a copy is, in bytes; `total` is 0 while nobody knows it.
using CopyProgress = std::function<void(std::int64_t done, std::int64_t total)>;

/// The newest migration this program knows.
std::int64_t known_version();

/// Copies the store into a new file (0600), consistent while others write: SQLite by the online
/// backup API inside one read transaction, PostgreSQL by pg_dump -Fc in a snapshot that the counts
/// of rows come from as well. Does not migrate. Blocks, without holding up writers.
/// Errors: invalid (URL), not_found (no SQLite file there), unavailable (store, disk, or pg_dump is
/// missing or older than the server; says what to install), corrupt (the store is damaged).
Result<StoreCopy> copy_store(const std::string& url, const std::string& file,
                             const CopyProgress& progress);

/// What stands where a copy is to go.
struct Place {
  StoreCopy found;         ///< no rows and version 0 when there is nothing
  bool is_empty = true;    ///< there is no table at all
  bool is_in_use = false;  ///< another process has it open
};
/// Makes nothing. Errors: as copy_store, without not_found.
Result<Place> look_at(const std::string& url);

/// Puts a copy where the URL points, in one transaction, in place of what look_at() found there:
/// after an error the old content is what it was. Ends with a count of the rows, which must be
/// those of `copy`. Errors: conflict (another process has it open), refused (a schema of another
/// name), corrupt (`file` is damaged), unavailable (as copy_store, with psql and pg_restore).
Result<void> put_back(const std::string& url, const std::string& file, const StoreCopy& copy,
                      const CopyProgress& progress);

}  // namespace patchbay::store
