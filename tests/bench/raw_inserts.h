#pragma once
// What SQLite itself can do: the limit that the hub is measured against.

#include <cstdint>
#include <string>

namespace patchbay::bench {

/// Rows in all tables of an SQLite file. Throws std::runtime_error.
std::int64_t count_rows(const std::string& file);

/// Seconds to insert so many narrow rows with one unique key into a new file, WAL and
/// synchronous=FULL as the hub has them. Throws std::runtime_error.
double seconds_of_raw_inserts(const std::string& file, std::int64_t rows,
                              std::int64_t rows_a_transaction = 1000);

/// The same of rows with a body, whose unique keys come from so many senders, each counting up for
/// itself.
double seconds_of_raw_bodies(const std::string& file, std::int64_t rows, std::int64_t senders,
                             const std::string& body, std::int64_t rows_a_transaction);

}  // namespace patchbay::bench
