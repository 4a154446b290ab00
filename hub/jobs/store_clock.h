#pragma once
// The database's clock in SQL, for *_store files.

#include "hub/base/clock.h"
#include "hub/store/session.h"

namespace patchbay::jobs {

/// An expression for now in microseconds. PostgreSQL: the server's clock, so that hubs on machines
/// whose clocks differ agree on leases; statement_timestamp() and not clock_timestamp(), because
/// only a stable function can bound an index range. SQLite: the parameter :now, since its database
/// lives on this machine and its own functions end at milliseconds.
inline const char* now_sql(const store::Session& session) {
  return session.is_postgresql()
             ? "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000000 AS BIGINT)"
             : ":now";
}

/// The value for :now.
Timestamp machine_now();
/// Now by that clock: every hub of a store may compare it with what another one stored.
Timestamp store_now(store::Session& session);
/// Whose time machine_now() and store_now() tell from now on, in the whole process: a seam for
/// tests and simulations.
void set_machine_clock(const Clock& clock);

}  // namespace patchbay::jobs
