// Plugs: calls, many partners, texts, reloads. The aims stand in the column of limits.
#include "tests/bench/plugs.h"

int main(int argc, char** argv) {
  using namespace patchbay::bench;
  const auto json_file = json_file_of(argc, argv);
  std::vector<Measurement> all;
  for (const auto& part : {measure_calls, measure_texts, measure_reload, measure_thousand_partners})
    for (auto& one : part()) all.push_back(std::move(one));
  return report("plugs", all, json_file);
}
