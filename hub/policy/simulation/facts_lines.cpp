#include "hub/policy/simulation/facts_lines.h"

#include <algorithm>

#include "hub/base/text.h"
#include "hub/http/json.h"

namespace patchbay::policy {
namespace {

Result<Facts> facts_of(std::string_view line) {
  const auto value = parse_json(line);
  if (!value) return value.error();
  return facts_from_json(*value);
}

}  // namespace

Result<std::vector<RecordedFact>> facts_from_lines(const std::string& file, std::string_view text) {
  std::vector<RecordedFact> all;
  std::size_t number = 0;
  for (const auto line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    auto facts = facts_of(line);
    if (!facts) return facts.error().in(file + ":" + std::to_string(number));
    all.push_back({std::move(*facts), {}, {}});
  }
  std::stable_sort(all.begin(), all.end(), [](const RecordedFact& a, const RecordedFact& b) {
    return std::tie(a.facts.customer, a.facts.at) < std::tie(b.facts.customer, b.facts.at);
  });
  return all;
}

Period period_of(const std::vector<RecordedFact>& facts) {
  if (facts.empty()) return {};
  const auto [first, last] =
      std::minmax_element(facts.begin(), facts.end(),
                          [](const auto& a, const auto& b) { return a.facts.at < b.facts.at; });
  return {first->facts.at, last->facts.at + Duration(1)};
}

}  // namespace patchbay::policy
