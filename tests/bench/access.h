#pragma once
// The parts of `./dev bench access`, a file each: access_<what>.cpp.

#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/report.h"

namespace patchbay::bench {

/// Where a part measures: an empty store, and a folder that goes afterwards.
struct AccessPlace {
  std::filesystem::path folder;
  std::string store_url;
  std::string suffix;  ///< of the results' names: "_sqlite" or empty (PostgreSQL)
};

/// key_lookup_p99_ms: milliseconds to find the credential of a key that no hub remembers, among a
/// million; the limit is the aim, 2 ms.
void measure_key_lookups(const AccessPlace& place, std::vector<Measurement>& results);

/// rate_decisions_per_s: requests decided by a rate limit, on one thread; the limit is the aim, a
/// microsecond each.
void measure_rate_limits(const AccessPlace& place, std::vector<Measurement>& results);

/// audited_changes_per_s: changes with an audit row while the sealer runs, against the same without
/// it; audit_chained_rows_per_s and audit_verified_rows_per_s have no limit.
void measure_audit(const AccessPlace& place, std::vector<Measurement>& results);

/// signed_request_read and signed_request_change: signed requests a second over real sockets; the
/// limit is the same route without the guard.
void measure_signed_requests(const AccessPlace& place, std::vector<Measurement>& results);

/// token_lookup_p99_ms: milliseconds to a customer's token that no hub remembers, among ten million
/// that are stored, opened; the limit is the aim, 2 ms.
void measure_token_lookups(const AccessPlace& place, std::vector<Measurement>& results);

/// refresh_calls: requests to the token endpoint for a thousand callers on two hubs whose one token
/// has expired; the limit is 1.
void measure_refresh_calls(const AccessPlace& place, std::vector<Measurement>& results);

/// seal_per_s and rotate_rows_per_s (access_vault.cpp), on SQLite in a temporary folder.
std::vector<Measurement> measure_vault();

}  // namespace patchbay::bench
