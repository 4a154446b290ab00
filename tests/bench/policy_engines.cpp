#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "hub/base/random.h"
#include "hub/policy/decision.h"
#include "tests/bench/policy_comparisons.h"
#include "tests/bench/scratch_folder.h"
#include "tests/support/process.h"

namespace patchbay::bench {
namespace {

namespace fs = std::filesystem;
using policy::EffectKind;
using policy::Facts;

constexpr std::size_t facts_count = 20'000;
constexpr int our_rounds = 20;
constexpr std::uint64_t amount_minor_max = 5'000'000, points_max = 7'000;
constexpr std::int64_t silver_from = 500, gold_from = 5'000;
const fs::path scripts = PATCHBAY_SOURCE_FOLDER "/tests/bench/rules";
const fs::path modules = PATCHBAY_SOURCE_FOLDER "/build/rules";

struct Engine {
  const char* name;
  const char* measurement;
  double aim;
};
constexpr Engine engines[] = {{"json-rules-engine", "rules_engine_ratio", 20},
                              {"@gorules/zen-engine", "zen_engine_ratio", 3}};

/// What all three come to.
struct Sums {
  std::int64_t earned = 0, awarded_minor = 0, tiers = 0;
  bool operator==(const Sums&) const = default;
};

std::vector<Facts> make_facts() {
  std::vector<Facts> all(facts_count);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].amount_minor = static_cast<std::int64_t>(mix(1, i) % amount_minor_max);
    all[i].points = static_cast<std::int64_t>(mix(2, i) % points_max);
    all[i].tier = all[i].points >= gold_from     ? "gold"
                  : all[i].points >= silver_from ? "silver"
                                                 : "bronze";
  }
  return all;
}

std::string for_node(const std::vector<Facts>& all) {
  boost::json::array list;
  for (const Facts& one : all)
    list.push_back(boost::json::object{
        {"amount", one.amount_minor}, {"points", one.points}, {"tier", one.tier}});
  return boost::json::serialize(list);
}

Sums decide_all(const policy::Policy& rules, const std::vector<Facts>& all) {
  Sums sums;
  for (const Facts& one : all) {
    const auto decision = policy::decide(rules, one).value();
    for (const auto& effect : decision.effects) {
      if (effect.kind == EffectKind::earn) sums.earned += effect.points;
      if (effect.kind == EffectKind::award) sums.awarded_minor += effect.minor;
      if (effect.kind == EffectKind::set_tier) ++sums.tiers;
    }
  }
  return sums;
}

double ours_per_second(const policy::Policy& rules, const std::vector<Facts>& all) {
  const auto started = std::chrono::steady_clock::now();
  for (int round = 0; round < our_rounds; ++round) decide_all(rules, all);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  return static_cast<double>(all.size()) * our_rounds / took.count();
}

boost::json::object run_node(const std::vector<Facts>& all) {
  const ScratchFolder folder;
  const auto file = folder.write("facts.json", for_node(all)).string();
  const auto ended = test::run(
      {"/usr/bin/env", "node", (scripts / "engines.cjs").string(), modules.string(), file});
  if (ended.code != 0) throw std::runtime_error("the rule engines did not run: " + ended.error);
  return boost::json::parse(ended.output).as_object();
}

/// Says why it cannot be compared, or adds the measurements.
void compare(std::vector<Measurement>& results, const Engine& engine, const Sums& ours,
             double our_speed, const boost::json::value& theirs) {
  if (const auto* error = theirs.as_object().if_contains("error")) {
    std::printf("%s cannot be compared: %s\n", engine.name, error->as_string().c_str());
    return;
  }
  const Sums sums{theirs.at("earned").to_number<std::int64_t>(),
                  theirs.at("awarded_minor").to_number<std::int64_t>(),
                  theirs.at("tiers").to_number<std::int64_t>()};
  if (!(sums == ours))
    throw std::runtime_error(std::string(engine.name) + " comes to other sums than ours");
  const double speed = theirs.at("per_second").to_number<double>();
  results.push_back({std::string(engine.name) + " decisions", speed, "1/s", 0});
  results.push_back({engine.measurement, our_speed / speed, "times", engine.aim});
}

}  // namespace

std::vector<Measurement> measure_engines() {
  if (!fs::exists(modules / "installed")) {
    std::puts(
        "the rule engines of npm are not installed, so that nothing is compared with them; "
        "./dev bench policy installs them where npm can reach its registry");
    return {};
  }
  const auto rules =
      policy::Policy::from_files({{"rules.lua", [] {
                                     std::ifstream in(scripts / "rules.lua", std::ios::binary);
                                     return std::string(std::istreambuf_iterator<char>(in), {});
                                   }()}});
  if (!rules) throw std::runtime_error(rules.error().message);
  const auto facts = make_facts();
  const Sums sums = decide_all(*rules, facts);
  const double speed = ours_per_second(*rules, facts);
  const auto theirs = run_node(facts);
  std::vector<Measurement> results{{"rules_engine_ours", speed, "1/s", 0}};
  for (const Engine& engine : engines)
    compare(results, engine, sums, speed, theirs.at(engine.name));
  return results;
}

}  // namespace patchbay::bench
