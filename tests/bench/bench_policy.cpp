// Policies: decisions by the shipped rules, a simulation, other engines. The aims stand in the
// column of limits.
#include "tests/bench/policy_comparisons.h"
#include "tests/bench/policy_decisions.h"

int main(int argc, char** argv) {
  using namespace patchbay::bench;
  const auto json_file = json_file_of(argc, argv);
  std::vector<Measurement> all;
  for (const auto& part : {measure_decisions, measure_simulation, measure_engines})
    for (auto& one : part()) all.push_back(std::move(one));
  return report("policy", all, json_file);
}
