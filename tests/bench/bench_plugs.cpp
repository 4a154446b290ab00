// Plugs: calls, many partners, texts, reloads. The aims stand in the column of limits.
#include <algorithm>

#include "tests/bench/plugs.h"

namespace {

double value_of(const std::vector<patchbay::bench::Measurement>& all, const std::string& name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
  return found == all.end() ? 0 : found->value;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace patchbay::bench;
  const auto json_file = json_file_of(argc, argv);
  std::vector<Measurement> all;
  for (const auto& part : {measure_calls, measure_texts, measure_reload, measure_thousand_partners})
    for (auto& one : part()) all.push_back(std::move(one));
  for (auto& one : measure_nginx(value_of(all, "lua_call_us"))) all.push_back(std::move(one));
  return report("plugs", all, json_file);
}
