#include "hub/policy/simulation/simulation.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "hub/policy/explain.h"

namespace patchbay::policy {
namespace {

constexpr std::size_t explained_max = 3;    ///< decisions of one customer
constexpr std::size_t unreadable_max = 20;  ///< facts that are named
/// A tier that moves counts like this, so that it is told of where no money or points differ.
constexpr std::int64_t effect_weight = 1;

std::int64_t money_change(const Compared& sums) { return sums.after.minor - sums.before.minor; }
std::int64_t point_change(const Compared& sums) { return sums.after.points - sums.before.points; }

/// Which way it changed: by money; where that is the same, by points.
std::int64_t direction(const Compared& sums) {
  const std::int64_t money = money_change(sums);
  return money != 0 ? money : point_change(sums);
}

std::int64_t weight_of(const Compared& sums) {
  return std::abs(money_change(sums)) + std::abs(point_change(sums)) +
         std::abs(sums.after.shares - sums.before.shares) +
         effect_weight * std::abs(sums.after.times - sums.before.times);
}

void compare(std::map<std::string, Compared>& table, const VersionRun::Table& before,
             const VersionRun::Table& after) {
  for (const auto& [name, sums] : before) table[name].before = sums;
  for (const auto& [name, sums] : after) table[name].after = sums;
}

std::string day_text(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

/// Explains what a version says of some facts, or why it says nothing.
void explain_into(std::vector<std::string>& sentences, const Policy& policy, const Facts& facts) {
  const auto decision = decide(policy, facts);
  if (!decision) {
    sentences.push_back(decision.error().message);
    return;
  }
  const auto explanation = explain(policy, facts, *decision);
  const auto& told = explanation.sentences.empty() ? explanation.not_given : explanation.sentences;
  sentences.insert(sentences.end(), told.begin(), told.end());
}

}  // namespace

Result<Simulation> Simulation::make(Policy base, Policy draft) {
  const auto& before = base.programme();
  const auto& after = draft.programme();
  if (before.currency != after.currency)
    return invalid(after.where + ": the draft counts in " + std::string(after.currency.text()) +
                   ", the version it is compared with in " + std::string(before.currency.text()) +
                   "; amounts of two currencies cannot be compared");
  const auto zone = jobs::Zone::find(after.time_zone);
  if (!zone) return zone.error().in(after.where);
  return Simulation(std::move(base), std::move(draft), *zone);
}

void Simulation::feed(RecordedFact fact) {
  ++facts_read_;
  Facts& facts = fact.facts;
  if (!has_customer_ || customer_.id != facts.customer) begin(facts.customer);
  std::vector<std::string> given = std::move(facts.given);
  std::erase_if(given, [&](const std::string& id) {
    return std::find(awarded_.begin(), awarded_.end(), id) != awarded_.end();
  });
  Facts of_draft = facts;
  Compared sums;
  base_.adapt(facts, given, fact.earlier_streak);
  sums.before = base_.decide_next(facts);
  draft_.adapt(of_draft, given, fact.earlier_streak);
  sums.after = draft_.decide_next(of_draft);
  for (std::string& id : fact.awarded) awarded_.push_back(std::move(id));

  total_ += sums;
  customer_.sums += sums;
  sums_of_day(facts.at) += sums;
  if (!(sums.before == sums.after))
    keep_differing({facts.at, weight_of(sums), std::move(facts), std::move(of_draft)});
}

void Simulation::skip(const std::string& reason) {
  ++facts_read_;
  const bool is_new = !unreadable_.contains(reason);
  ++unreadable_[is_new && unreadable_.size() >= unreadable_max ? "other reasons" : reason];
}

Result<void> Simulation::check_pace() const {
  for (const auto& [run, name] :
       {std::pair(&base_, "the version it is compared with"), std::pair(&draft_, "the draft")})
    if (const std::string* why = run->hopeless())
      return invalid(std::string(name) + " failed too slowly too often to go on: " + *why +
                     "; mend the function that runs on there");
  return {};
}

void Simulation::begin(const std::string& customer) {
  end_customer();
  has_customer_ = true;
  customer_.id = customer;
  base_.begin_customer();
  draft_.begin_customer();
}

void Simulation::end_customer() {
  if (!has_customer_) return;
  has_customer_ = false;
  awarded_.clear();
  const std::int64_t change = direction(customer_.sums);
  ++(change > 0 ? gaining_ : change < 0 ? losing_ : unchanged_);
  if (!customer_.differing.empty()) keep_biggest(std::move(customer_));
  customer_ = {};
}

bool Simulation::is_bigger(const Customer& a, const Customer& b) {
  const auto rank = [](const Customer& one) {
    return std::tuple(std::abs(money_change(one.sums)), std::abs(point_change(one.sums)),
                      weight_of(one.sums));
  };
  return rank(a) != rank(b) ? rank(a) > rank(b) : a.id < b.id;
}

void Simulation::keep_biggest(Customer&& customer) {
  if (biggest_.size() == biggest_max) {
    if (!is_bigger(customer, biggest_.front())) return;
    std::pop_heap(biggest_.begin(), biggest_.end(), is_bigger);
    biggest_.pop_back();
  }
  biggest_.push_back(std::move(customer));
  std::push_heap(biggest_.begin(), biggest_.end(), is_bigger);
}

void Simulation::keep_differing(Differing&& differing) {
  auto& kept = customer_.differing;
  if (kept.size() < explained_max) {
    kept.push_back(std::move(differing));
    return;
  }
  const auto smallest = std::min_element(
      kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.weight < b.weight; });
  if (smallest->weight < differing.weight) *smallest = std::move(differing);
}

Compared& Simulation::sums_of_day(Timestamp at) {
  if (at < span_.begin || at >= span_.end) span_ = zone_.span_at(at);
  return days_[std::chrono::floor<std::chrono::days>(span_.wall_at(at)).time_since_epoch().count()];
}

void Simulation::merge(Simulation&& other) {
  end_customer();
  other.end_customer();
  base_.add(other.base_);
  draft_.add(other.draft_);
  for (Customer& customer : other.biggest_) keep_biggest(std::move(customer));
  total_ += other.total_;
  for (const auto& [day, sums] : other.days_) days_[day] += sums;
  facts_read_ += other.facts_read_;
  gaining_ += other.gaining_;
  losing_ += other.losing_;
  unchanged_ += other.unchanged_;
  for (const auto& [reason, times] : other.unreadable_) unreadable_[reason] += times;
}

CustomerChange Simulation::explained(const Customer& customer) const {
  CustomerChange change{customer.id, customer.sums, {}, {}};
  auto differing = customer.differing;
  std::sort(differing.begin(), differing.end(),
            [](const auto& a, const auto& b) { return a.at < b.at; });
  for (const Differing& one : differing) {
    explain_into(change.why_before, base_.policy(), one.before);
    explain_into(change.why_after, draft_.policy(), one.after);
  }
  return change;
}

SimulationResult Simulation::finish(const Period& period) {
  end_customer();
  SimulationResult result;
  result.base = base_.policy().hash();
  result.draft = draft_.policy().hash();
  result.currency = draft_.policy().programme().currency;
  result.from = period.from;
  result.until = period.until;
  result.facts_read = facts_read_;
  result.customers_gaining = gaining_;
  result.customers_losing = losing_;
  result.customers_unchanged = unchanged_;
  result.total = total_;
  compare(result.by_reward, base_.by_reward(), draft_.by_reward());
  compare(result.by_partner, base_.by_partner(), draft_.by_partner());
  compare(result.by_rule, base_.by_rule(), draft_.by_rule());
  for (const auto& [day, sums] : days_) result.by_day[day_text(day)] = sums;
  std::sort(biggest_.begin(), biggest_.end(), is_bigger);
  for (const Customer& customer : biggest_) result.biggest.push_back(explained(customer));
  result.failed_before = base_.failures();
  result.failed_after = draft_.failures();
  for (const auto& [reason, times] : unreadable_) {
    result.failed_before[reason] += times;
    result.failed_after[reason] += times;
  }
  return result;
}

}  // namespace patchbay::policy
