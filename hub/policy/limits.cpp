#include "hub/policy/limits.h"

#include <algorithm>

#include "adapters/choice.h"

namespace patchbay::policy {
namespace {

constexpr Duration never{0};
constexpr adapters::Choices<Duration, 6> periods{{{"hour", std::chrono::hours(1)},
                                                  {"day", std::chrono::hours(24)},
                                                  {"week", std::chrono::hours(24 * 7)},
                                                  {"month", std::chrono::hours(24 * 30)},
                                                  {"year", std::chrono::hours(24 * 365)},
                                                  {"ever", never}}};

std::string number_name(LimitOn on, const std::string& per) {
  return std::string(name_of(on)) + "s/" + per;
}

std::string sum_name(LimitOn on, const std::string& per) {
  return std::string(name_of(on)) + "_minor/" + per;
}

}  // namespace

const std::vector<std::string>& period_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& [name, length] : periods) all.emplace_back(name);
    return all;
  }();
  return names;
}

const std::vector<std::string>& count_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const LimitOn on : {LimitOn::order, LimitOn::purchase, LimitOn::redemption, LimitOn::award,
                             LimitOn::claim, LimitOn::link, LimitOn::transaction, LimitOn::check})
      for (const std::string& per : period_names()) {
        all.push_back(number_name(on, per));
        if (on != LimitOn::link && on != LimitOn::check) all.push_back(sum_name(on, per));
      }
    return all;
  }();
  return names;
}

std::string count_name(const LimitRule& limit) {
  return limit.at_most_minor ? sum_name(limit.on, limit.per) : number_name(limit.on, limit.per);
}

std::set<std::string> counts_needed(const Policy& policy, LimitOn on) {
  std::set<std::string> names;
  for (const LimitRule& limit : policy.limits())
    if (limit.on == on && (limit.at_most_count || limit.at_most_minor))
      names.insert(count_name(limit));
  return names;
}

Result<Timestamp> period_start(const std::string& per, Timestamp now) {
  for (const auto& [name, length] : periods) {
    if (per != name) continue;
    return length == never ? Timestamp{} : now - length;
  }
  return invalid(adapters::not_one_of("the period", per, period_names()));
}

std::optional<Timestamp> counted_since(const Policy& policy, LimitOn on, Timestamp now) {
  std::optional<Timestamp> since;
  for (const LimitRule& limit : policy.limits()) {
    if (limit.on != on || !limit.at_most_count) continue;
    const Timestamp start = period_start(limit.per, now).value();
    since = since ? std::min(*since, start) : start;
  }
  return since;
}

}  // namespace patchbay::policy
