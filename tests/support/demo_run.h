#pragma once
// Runs `patchbay demo` and reads its report.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace patchbay::test {

/// Which database a demo runs on.
enum class Database { sqlite, postgresql };
/// For the names of tests over both.
std::string database_name(const testing::TestParamInfo<Database>& info);

/// A data folder with its store, for as many runs as a test likes.
class DemoSite {
 public:
  explicit DemoSite(Database database);
  ~DemoSite();  ///< drops the PostgreSQL schema

  /// `patchbay demo` on this folder and store, with a report, and more flags.
  std::vector<std::string> command(const std::vector<std::string>& more = {}) const;
  /// Runs to the end. The report is null when there is none.
  Finished run(const std::vector<std::string>& more = {}) const;
  boost::json::value report() const;
  std::string path(const std::string& name) const { return folder_.path(name); }
  const std::string& store_url() const { return store_url_; }

 private:
  TempFolder folder_;
  std::string store_url_, schema_;
};

/// True when a PostgreSQL for tests is there (tests/postgres.sh sets PATCHBAY_TEST_POSTGRES).
bool has_postgresql();

/// An integer of the report by path, "rewards_issued/retail"; -1 when it is missing.
std::int64_t number(const boost::json::value& report, const std::string& path);

/// Checks what must hold of every finished report, whatever the orders.
void expect_sound(const boost::json::value& report);
/// The parts of a report that do not depend on faults, timing or kills.
boost::json::object totals_of(const boost::json::value& report);

}  // namespace patchbay::test
