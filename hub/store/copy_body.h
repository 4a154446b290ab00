#pragma once
// The two ways to copy. Private to hub/store. All throw ErrorException.

#include "hub/store/copy.h"
#include "hub/store/store_url.h"

namespace patchbay::store {

/// Counts every table of the session's schema: in a transaction, so that they fit each other.
StoreCopy count_rows(Session& session);
/// As an SQL identifier.
std::string quoted_name(const std::string& name);

StoreCopy copy_sqlite(const StoreUrl& url, const std::string& file, const CopyProgress& progress);
StoreCopy copy_postgresql(const StoreUrl& url, const std::string& file,
                          const CopyProgress& progress);

Place look_at_sqlite(const StoreUrl& url);
Place look_at_postgresql(const StoreUrl& url);

/// Replace what is there, `place`.
void put_back_sqlite(const StoreUrl& url, const std::string& file, const CopyProgress& progress);
void put_back_postgresql(const StoreUrl& url, const std::string& file, const StoreCopy& copy,
                         const Place& place, const CopyProgress& progress);

}  // namespace patchbay::store
