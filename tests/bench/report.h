#pragma once
// What every benchmark says in the end: value, limit and ratio, as a table and as JSON.

#include <string>
#include <vector>

namespace patchbay::bench {

struct Measurement {
  std::string name;
  double value = 0;
  std::string unit;
  double limit = 0;  ///< what the machine or a peer did in the same run, in the same unit
  double ratio() const { return limit > 0 ? value / limit : 0; }
};

/// Prints a table and, when `json_file` is not empty, writes
/// {"bench": name, "results": [{"name", "value", "unit", "limit", "ratio"}]}.
/// Returns the exit code: 1 when the file cannot be written or nothing was measured.
int report(const std::string& bench, const std::vector<Measurement>& results,
           const std::string& json_file);

/// The FILE of "--json FILE", or an empty text. Exits with 64 on any other argument.
std::string json_file_of(int argc, char** argv);

/// Runs all registered Google benchmarks. The benchmark "x" is measured against "x/limit", both in
/// items per second (they call state.SetItemsProcessed); one without a partner is a defect.
std::vector<Measurement> run_pairs();

}  // namespace patchbay::bench
