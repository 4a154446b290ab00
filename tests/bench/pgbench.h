#pragma once
// What PostgreSQL itself does in the same run.

#include <filesystem>
#include <string>

namespace patchbay::bench {

/// Transactions of one statement a second, prepared, from so many clients at once. Needs the
/// program pgbench of PostgreSQL 15. Throws std::runtime_error.
double pgbench_rate(const std::filesystem::path& folder, const std::string& url,
                    const std::string& statement, int clients);

}  // namespace patchbay::bench
