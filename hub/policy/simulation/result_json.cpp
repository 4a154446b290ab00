#include <boost/json/array.hpp>
#include <boost/json/value_to.hpp>

#include "hub/policy/simulation/result.h"

namespace patchbay::policy {
namespace {

namespace json = boost::json;
using Table = std::map<std::string, Compared>;
using Counts = std::map<std::string, std::int64_t>;

json::object to_json(const Sums& sums) {
  return {{"times", sums.times},
          {"points", sums.points},
          {"minor", sums.minor},
          {"shares_minor", sums.shares}};
}

json::object to_json(const Compared& sums) {
  return {{"before", to_json(sums.before)},
          {"after", to_json(sums.after)},
          {"difference",
           {{"points", sums.after.points - sums.before.points},
            {"minor", sums.after.minor - sums.before.minor},
            {"shares_minor", sums.after.shares - sums.before.shares}}}};
}

json::array to_json(const Table& table) {
  json::array rows;
  for (const auto& [name, sums] : table) {
    json::object row{{"name", name}};
    for (auto& [key, value] : to_json(sums)) row[key] = std::move(value);
    rows.push_back(std::move(row));
  }
  return rows;
}

json::array to_json(const Counts& counts) {
  json::array rows;
  for (const auto& [reason, times] : counts)
    rows.push_back(json::object{{"reason", reason}, {"times", times}});
  return rows;
}

json::array to_json(const std::vector<CustomerChange>& changes) {
  json::array rows;
  for (const auto& change : changes) {
    json::object row{{"customer", change.customer}};
    for (auto& [key, value] : to_json(change.sums)) row[key] = std::move(value);
    row["why_before"] = json::value_from(change.why_before);
    row["why_after"] = json::value_from(change.why_after);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string text_at(const json::value& value, const char* name) {
  return std::string(value.at(name).as_string());
}

Sums sums_of(const json::value& value) {
  return {value.at("times").as_int64(), value.at("points").as_int64(), value.at("minor").as_int64(),
          value.at("shares_minor").as_int64()};
}

Compared compared_of(const json::value& value) {
  return {sums_of(value.at("before")), sums_of(value.at("after"))};
}

Table table_of(const json::value& rows) {
  Table table;
  for (const auto& row : rows.as_array()) table[text_at(row, "name")] = compared_of(row);
  return table;
}

Counts counts_of(const json::value& rows) {
  Counts counts;
  for (const auto& row : rows.as_array())
    counts[text_at(row, "reason")] = row.at("times").as_int64();
  return counts;
}

SimulationResult read(const json::value& value) {
  SimulationResult result;
  result.base = text_at(value, "base");
  result.draft = text_at(value, "draft");
  result.currency = find_currency(text_at(value, "currency")).value();
  result.from = parse_timestamp(text_at(value, "from")).value();
  result.until = parse_timestamp(text_at(value, "until")).value();
  result.facts_read = value.at("facts_read").as_int64();
  result.customers_gaining = value.at("customers_gaining").as_int64();
  result.customers_losing = value.at("customers_losing").as_int64();
  result.customers_unchanged = value.at("customers_unchanged").as_int64();
  result.total = compared_of(value.at("total"));
  result.by_reward = table_of(value.at("by_reward"));
  result.by_partner = table_of(value.at("by_partner"));
  result.by_day = table_of(value.at("by_day"));
  result.by_rule = table_of(value.at("by_rule"));
  for (const auto& row : value.at("biggest_changes").as_array())
    result.biggest.push_back({text_at(row, "customer"), compared_of(row),
                              json::value_to<std::vector<std::string>>(row.at("why_before")),
                              json::value_to<std::vector<std::string>>(row.at("why_after"))});
  result.failed_before = counts_of(value.at("failed_before"));
  result.failed_after = counts_of(value.at("failed_after"));
  return result;
}

}  // namespace

json::object to_json(const SimulationResult& result) {
  return {{"base", result.base},
          {"draft", result.draft},
          {"currency", result.currency.text()},
          {"from", to_rfc3339(result.from)},
          {"until", to_rfc3339(result.until)},
          {"facts_read", result.facts_read},
          {"customers_gaining", result.customers_gaining},
          {"customers_losing", result.customers_losing},
          {"customers_unchanged", result.customers_unchanged},
          {"total", to_json(result.total)},
          {"by_reward", to_json(result.by_reward)},
          {"by_partner", to_json(result.by_partner)},
          {"by_day", to_json(result.by_day)},
          {"by_rule", to_json(result.by_rule)},
          {"rules_responsible", json::value_from(rules_responsible(result))},
          {"biggest_changes", to_json(result.biggest)},
          {"failed_before", to_json(result.failed_before)},
          {"failed_after", to_json(result.failed_after)}};
}

Result<SimulationResult> simulation_from_json(const json::value& value) {
  try {
    return read(value);
  } catch (const std::exception& failed) {
    return corrupt(std::string("a simulation's stored result cannot be read: ") + failed.what() +
                   "; simulate again");
  }
}

}  // namespace patchbay::policy
