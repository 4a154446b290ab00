#include "hub/policy/facts.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <limits>

#include "adapters/choice.h"
#include "hub/policy/limits.h"

namespace patchbay::policy {
namespace {

using boost::json::object;

constexpr std::int64_t number_max = std::numeric_limits<std::int64_t>::max();

constexpr adapters::Choices<Occasion, 8> occasions{{{"order", Occasion::order},
                                                    {"purchase", Occasion::purchase},
                                                    {"redemption", Occasion::redemption},
                                                    {"progress", Occasion::progress},
                                                    {"claim", Occasion::claim},
                                                    {"link", Occasion::link},
                                                    {"transaction", Occasion::transaction},
                                                    {"reconciliation", Occasion::reconciliation}}};

template <class Member>
struct Field {
  const char* name;
  Member Facts::*member;
};

// Each fact is named once; reading and both ways of writing go by these.
constexpr Field<std::int64_t> numbers[] = {{"points", &Facts::points},
                                           {"balance", &Facts::balance},
                                           {"spent_minor", &Facts::spent_minor},
                                           {"days", &Facts::days},
                                           {"transactions_before", &Facts::transactions_before},
                                           {"amount_minor", &Facts::amount_minor},
                                           {"points_asked", &Facts::points_asked},
                                           {"calculated", &Facts::calculated}};
constexpr Field<std::string> texts[] = {
    {"customer", &Facts::customer}, {"tier", &Facts::tier},       {"partner", &Facts::partner},
    {"category", &Facts::category}, {"payment", &Facts::payment}, {"milestone", &Facts::milestone}};
constexpr Field<std::vector<std::string>> lists[] = {
    {"given", &Facts::given}, {"linked", &Facts::linked}, {"traits", &Facts::traits}};

boost::json::array to_json(const std::vector<std::string>& list) {
  return boost::json::array(list.begin(), list.end());
}

object to_json(const std::map<std::string, std::int64_t>& counts) {
  object json;
  for (const auto& [name, count] : counts) json.emplace(name, count);
  return json;
}

void read_counts(adapters::StrictObject& object, Facts& facts) {
  const auto* value = object.value("counts");
  if (!value) return;
  adapters::StrictObject counts(*value, "counts");
  for (const std::string& name : count_names())
    if (const std::int64_t count = counts.integer(name.c_str(), 0, 0, number_max); count != 0)
      facts.counts.emplace(name, count);
  if (auto sound = counts.finish(); !sound) object.fail(sound.error().message);
}

}  // namespace

const char* name_of(Occasion occasion) { return adapters::name_in(occasions, occasion); }

Result<Occasion> parse_occasion(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& [text, value] : occasions) {
    if (name == text) return value;
    known.emplace_back(text);
  }
  return invalid(adapters::not_one_of("the occasion", std::string(name), known));
}

object to_json(const Facts& facts) {
  static const Facts none;
  object json;
  json.reserve(12);  // most decisions are kept with no more facts than that
  if (facts.occasion != none.occasion) json.emplace("occasion", name_of(facts.occasion));
  if (facts.at != none.at) json.emplace("at", to_rfc3339(facts.at));
  for (const auto& [name, member] : texts)
    if (facts.*member != none.*member) json.emplace(name, facts.*member);
  for (const auto& [name, member] : numbers)
    if (facts.*member != none.*member) json.emplace(name, facts.*member);
  for (const auto& [name, member] : lists)
    if (facts.*member != none.*member) json.emplace(name, to_json(facts.*member));
  if (!facts.counts.empty()) json.emplace("counts", to_json(facts.counts));
  if (facts.reported) json.emplace("reported", *facts.reported);
  return json;
}

object to_rule_facts(const Facts& facts) {
  object json;
  json.emplace("occasion", name_of(facts.occasion));
  json.emplace("at", facts.at.micros);
  for (const auto& [name, member] : texts) json.emplace(name, facts.*member);
  for (const auto& [name, member] : numbers) json.emplace(name, facts.*member);
  for (const auto& [name, member] : lists) json.emplace(name, to_json(facts.*member));
  json.emplace("counts", to_json(facts.counts));
  if (facts.reported) json.emplace("reported", *facts.reported);
  return json;
}

Result<Facts> facts_from_json(const boost::json::value& value) {
  adapters::StrictObject object(value, "facts");
  Facts facts;
  facts.occasion =
      adapters::choose(object, "the occasion", object.text("occasion", "order"), occasions);
  if (const std::string at = object.text("at", ""); !at.empty()) {
    if (const auto moment = parse_timestamp(at))
      facts.at = *moment;
    else
      object.fail("\"at\": " + moment.error().message);
  }
  for (const auto& [name, member] : texts) facts.*member = object.text(name, "");
  for (const auto& [name, member] : numbers) facts.*member = object.integer(name, 0, 0, number_max);
  for (const auto& [name, member] : lists) facts.*member = object.texts(name);
  read_counts(object, facts);
  if (object.value("reported")) facts.reported = object.integer("reported", 0, 0, number_max);
  if (auto sound = object.finish(); !sound) return sound.error();
  return facts;
}

}  // namespace patchbay::policy
