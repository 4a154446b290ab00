#include "hub/policy/simulation/result.h"

#include "adapters/lua/csv_text.h"

namespace patchbay::policy {
namespace {

using adapters::lua::CsvRow;

void append(std::string& text, const std::string& part, const std::string& name,
            const Compared& sums) {
  const auto& [before, after] = sums;
  CsvRow row{part, name};
  for (const auto member : {&Sums::times, &Sums::points, &Sums::minor, &Sums::shares})
    for (const std::int64_t value : {before.*member, after.*member, after.*member - before.*member})
      row.push_back(std::to_string(value));
  adapters::lua::append_csv(text, row, ',');
}

}  // namespace

Sums& Sums::operator+=(const Sums& more) {
  times += more.times;
  points += more.points;
  minor += more.minor;
  shares += more.shares;
  return *this;
}

Compared& Compared::operator+=(const Compared& more) {
  before += more.before;
  after += more.after;
  return *this;
}

std::vector<std::string> rules_responsible(const SimulationResult& result) {
  std::vector<std::string> names;
  for (const auto& [name, sums] : result.by_rule)
    if (!(sums.before == sums.after)) names.push_back(name);
  return names;
}

std::string to_csv(const SimulationResult& result) {
  std::string text;
  CsvRow heading{"part", "name"};
  for (const char* what : {"times", "points", "minor", "shares_minor"})
    for (const char* which : {"before", "after", "difference"})
      heading.push_back(std::string(what) + "_" + which);
  adapters::lua::append_csv(text, heading, ',');
  append(text, "total", std::string(result.currency.text()), result.total);
  for (const auto& [part, all] :
       {std::pair{"reward", &result.by_reward}, std::pair{"partner", &result.by_partner},
        std::pair{"day", &result.by_day}, std::pair{"rule", &result.by_rule}})
    for (const auto& [name, sums] : *all) append(text, part, name, sums);
  for (const auto& change : result.biggest) append(text, "customer", change.customer, change.sums);
  return text;
}

}  // namespace patchbay::policy
