#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <stdexcept>

#include "hub/base/random.h"
#include "hub/policy/decision.h"
#include "tests/bench/policy_decisions.h"

namespace patchbay::bench {
namespace {

constexpr std::size_t facts_count = 4096;
constexpr int rounds = 100;
constexpr double decisions_aim = 500'000, kept_aim = 250'000;  // a second and core

/// The shipped milestones; its rules against fraud call functions, these are tables only.
policy::Policy milestones() {
  auto files = policy::read_policy_files(PATCHBAY_POLICIES_FOLDER "/recovery").value();
  std::erase_if(files, [](const policy::PolicyFile& file) {
    return policy::is_test(file) || file.name == "fraud.lua";
  });
  return policy::Policy::from_files(files, "recovery").value();
}

/// The daily look at customers who have had what was due before.
std::vector<policy::Facts> looks() {
  const char* const given[] = {"month_1", "month_3", "month_6"};
  const std::int64_t from[] = {30, 90, 180};
  std::vector<policy::Facts> all(facts_count);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].occasion = policy::Occasion::progress;
    all[i].at = Timestamp{1'700'000'000'000'000};
    all[i].customer = "cus_01HF0000000000000000000000";
    all[i].days = static_cast<std::int64_t>(mix(1, i) % 400);
    for (std::size_t k = 0; k < 3; ++k)
      if (all[i].days > from[k]) all[i].given.emplace_back(given[k]);
  }
  return all;
}

std::vector<policy::Facts> purchases() {
  const char* const tiers[] = {"bronze", "silver", "gold", "platinum", "diamond"};
  const char* const categories[] = {"spa_wellness", "retail", "hotel"};
  const char* const payments[] = {"", "card", "ussd", "mobile_money"};
  std::vector<policy::Facts> all(facts_count);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::uint64_t chance = mix(2, i);
    all[i].occasion = policy::Occasion::purchase;
    all[i].at = Timestamp{1'700'000'000'000'000};
    all[i].customer = "cus_01HF0000000000000000000000";
    all[i].tier = tiers[chance % 5];
    all[i].category = categories[chance / 5 % 3];
    all[i].payment = payments[chance / 15 % 4];
    all[i].points = static_cast<std::int64_t>(chance / 60 % 20'000);
    all[i].amount_minor = static_cast<std::int64_t>(mix(3, i) % 20'000'000);
  }
  return all;
}

/// What decisions_store keeps of a decision, in bytes.
std::size_t keep(const policy::Policy& rules, const policy::Facts& facts,
                 const policy::Decision& decision) {
  return boost::json::serialize(policy::to_json(facts)).size() +
         boost::json::serialize(policy::effects_json(decision, rules)).size();
}

/// `work(facts)` gives what must not be optimized away.
template <class Work>
double rate(const std::vector<policy::Facts>& facts, Work work) {
  std::size_t sum = 0;
  for (const auto& fact : facts) sum += work(fact);
  const auto start = std::chrono::steady_clock::now();
  for (int round = 0; round < rounds; ++round)
    for (const auto& fact : facts) sum += work(fact);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (sum == 0) throw std::runtime_error("the policies decided nothing");
  return rounds * static_cast<double>(facts.size()) / took.count();
}

}  // namespace

std::vector<Measurement> measure_decisions() {
  const auto by_days = milestones();
  const auto guide = policy::Policy::load(PATCHBAY_POLICIES_FOLDER "/guide").value();
  const auto bought = purchases();
  const auto count = [](const policy::Policy& rules) {
    return [&rules](const policy::Facts& facts) {
      return policy::decide(rules, facts).value().effects.size();
    };
  };
  const auto kept = [&](const policy::Facts& facts) {
    return keep(guide, facts, policy::decide(guide, facts).value());
  };
  return {{"decide_milestone", rate(looks(), count(by_days)), "decisions/s", decisions_aim},
          {"decide_earn", rate(bought, count(guide)), "decisions/s", decisions_aim},
          {"decide_earn_explained", rate(bought, kept), "decisions/s", kept_aim}};
}

}  // namespace patchbay::bench
