#pragma once
// Brings a database to this program's schema. Private to hub/store.

#include <span>

#include "hub/base/embedded.h"
#include "hub/base/result.h"
#include "hub/store/connection.h"

namespace patchbay::store {

/// Applies the files ("0001_events.sql", by name) that the database does not have yet, each in one
/// transaction, and notes them in schema_migrations. Several processes may do so at once.
/// Throws ErrorException: refused (the database is newer than this program), corrupt (a file that
/// was applied has other text now), and what a statement throws.
/// In the text, @serial@ stands for the dialect's self-counting primary key.
void migrate(Connection& connection, std::span<const EmbeddedFile> files);

}  // namespace patchbay::store
