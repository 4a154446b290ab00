#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "hub/base/random.h"
#include "hub/policy/decisions.h"
#include "hub/policy/simulation/run.h"
#include "tests/bench/policy_comparisons.h"
#include "tests/bench/scratch_folder.h"

namespace patchbay::bench {
namespace {

using policy::Facts;
using policy::KeptDecision;
using policy::Policy;

constexpr std::int64_t decisions = 1'000'000, customers = 20'000, batch = 5'000;
constexpr std::int64_t spacing_us = 2'592'000;  // a million of them are thirty days
constexpr std::uint64_t order_minor_max = 20'000;
constexpr double aim_s = 10;
constexpr Timestamp begin{1'790'000'000'000'000};
const std::string organisation = "org_bench";

Policy rules(int award_dollars) {
  const std::string text =
      "programme { id = \"bench\", currency = \"AUD\", time_zone = \"Australia/Sydney\","
      " rounding = \"half_up\" }\n"
      "earn { points = 1, per = AUD(1), basis = \"running_total\", rounding = \"half_up\" }\n"
      "tier { id = \"bronze\", name = \"Bronze\", from = 0 }\n"
      "tier { id = \"silver\", name = \"Silver\", from = 500 }\n"
      "tier { id = \"gold\", name = \"Gold\", from = 5000 }\n"
      "reward { id = \"voucher\", kind = \"retail\", capability = \"issue_voucher\" }\n"
      "milestone { id = \"points_500\", points = 500, reward = \"voucher\", amount = AUD(20),"
      " partners = { \"grocer\" } }\n"
      "milestone { id = \"points_2000\", points = 2000, reward = \"voucher\", amount = AUD(" +
      std::to_string(award_dollars) + "), partners = { \"grocer\" } }\n";
  return Policy::from_files({{"rules.lua", text}}).value();
}

/// Orders in order of time, customer after customer, as a hub would have kept them.
class Orders {
 public:
  explicit Orders(const Policy& policy) : policy_(policy), standing_(customers) {}

  KeptDecision next() {
    const auto customer = number_ % customers;
    Facts& facts = standing_[static_cast<std::size_t>(customer)];
    facts.customer = "c" + std::to_string(customer);
    facts.at = begin + Duration(number_ * spacing_us);
    facts.amount_minor =
        static_cast<std::int64_t>(mix(1, static_cast<std::uint64_t>(number_)) % order_minor_max);
    const auto decision = policy::decide(policy_, facts).value();
    const std::string number = std::to_string(number_);
    KeptDecision kept{
        "dec_" + std::string(8 - std::min<std::size_t>(8, number.size()), '0') + number,
        facts.customer,
        "order/till/" + number,
        policy_.hash(),
        facts.at,
        facts,
        boost::json::serialize(policy::effects_json(decision, policy_))};
    facts.spent_minor += facts.amount_minor;
    facts.points = decision.points_after;
    for (const auto& effect : decision.effects) {
      if (effect.kind == policy::EffectKind::set_tier) facts.tier = effect.rule->id;
      if (effect.kind == policy::EffectKind::award) facts.given.push_back(effect.rule->id);
    }
    ++number_;
    return kept;
  }

 private:
  const Policy& policy_;
  std::vector<Facts> standing_;
  std::int64_t number_ = 0;
};

void fill(store::Store& store, const Policy& policy) {
  Orders orders(policy);
  for (std::int64_t done = 0; done < decisions; done += batch) {
    std::vector<KeptDecision> kept;
    for (std::int64_t i = 0; i < batch; ++i) kept.push_back(orders.next());
    store.run_blocking(store::Access::write, [&](store::Session& session) {
      policy::keep_decisions(session, organisation, kept);
    });
  }
}

/// Megabytes; since the last call of forget_peak().
double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}
void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

}  // namespace

std::vector<Measurement> measure_simulation() {
  const ScratchFolder folder;
  const auto store = store::open_store({"sqlite://" + (folder.path() / "hub.db").string()}).value();
  const Policy base = rules(50);
  std::puts("keeping a million decisions (not counted) …");
  fill(*store, base);
  const policy::SimulationTask task{
      organisation, base, rules(75), {begin, begin + Duration(decisions * spacing_us)}};
  forget_peak();
  const double before = peak_memory();
  const auto started = std::chrono::steady_clock::now();
  const auto result = policy::simulate(*store, task, [](auto, auto) { return true; });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  if ((*result)->facts_read != decisions || (*result)->customers_gaining == 0)
    throw std::runtime_error("the simulation did not see what was kept");
  std::printf("memory: %.0f MB before, at most %.0f MB while it ran\n", before, peak_memory());
  return {{"simulate_million_s", took.count(), "s", aim_s},
          {"simulate_memory_mb", peak_memory() - before, "MB", 0}};
}

}  // namespace patchbay::bench
