#include "hub/loyalty/milestone_check.h"

#include <algorithm>

#include "hub/base/log.h"
#include "hub/loyalty/customer_facts.h"
#include "hub/loyalty/kept_decision.h"
#include "hub/loyalty/limit_counts.h"
#include "hub/loyalty/programme.h"
#include "hub/loyalty/reward_checks.h"
#include "hub/loyalty/told_decisions.h"

namespace patchbay::loyalty {
namespace {

using policy::Effect;
using policy::EffectKind;

std::int64_t streak_of(const CheckedPerson& person) {
  return person.progress ? person.progress->streak.number : 0;
}

/// A reward for each award, and for each that staff have to look at first.
std::vector<NewAward> awards_of(const policy::Decision& decision, const CheckedPerson& person) {
  std::vector<NewAward> awards;
  for (const Effect& effect : decision.effects) {
    const bool is_held = effect.kind == EffectKind::hold && effect.subject;
    if (effect.kind != EffectKind::award && !is_held) continue;
    NewAward award;
    award.customer = person.customer;
    award.milestone =
        static_cast<const policy::MilestoneRule*>(is_held ? effect.subject : effect.rule);
    if (award.milestone->each_streak) award.streak = streak_of(person);
    if (is_held) {
      const auto& limit = static_cast<const policy::LimitRule&>(*effect.rule);
      award.held = reason_of(limit);
      award.held_code = limit.code;
    }
    awards.push_back(std::move(award));
  }
  return awards;
}

/// One look at many people.
class Look {
 public:
  Look(const CheckParts& parts, std::span<const CheckedPerson> people, bool on_demand, Rest rest)
      : parts_(parts),
        people_(people),
        on_demand_(on_demand),
        rest_(rest),
        now_(parts.clock.now()),
        salt_(lock_programme(parts.session, parts.organisation, parts.clock, parts.random)) {}

  std::vector<CheckOutcome> run() {
    read();
    for (const CheckedPerson& person : people_) {
      if (rest_ == Rest::later && fuse_.is_blown()) break;
      CheckOutcome& outcome = outcomes_.emplace_back();
      outcome.customer = person.customer;
      if (auto looked = look_at(person, outcome); !looked) outcome.problem = looked.error().message;
    }
    write();
    return std::move(outcomes_);
  }

 private:
  void read() {
    std::vector<std::string> customers;
    for (const CheckedPerson& person : people_) customers.push_back(person.customer);
    known_ = load_customers(parts_.session, parts_.organisation, customers);
    const std::vector<std::string_view> views(customers.begin(), customers.end());
    LimitCounts counts =
        on_demand_
            ? LimitCounts(parts_.policy, {policy::LimitOn::award, policy::LimitOn::check}, now_)
            : LimitCounts(parts_.policy, {policy::LimitOn::award}, now_);
    counts.read(parts_.session, parts_.organisation, views, now_, now_);
    for (auto& [customer, known] : known_) known.facts.counts = counts.of(customer, now_);
  }

  /// Errors: the rules could not be asked.
  Result<void> look_at(const CheckedPerson& person, CheckOutcome& outcome) {
    const KnownCustomer& known = known_.at(person.customer);
    policy::Facts facts = known.facts;
    facts.occasion = policy::Occasion::progress;
    facts.at = now_;
    // A tier that the rules do not have any more says nothing.
    if (!parts_.policy.find_tier(facts.tier)) facts.tier.clear();
    const std::string& programme_zone = parts_.policy.programme().time_zone;
    const auto zone = person.progress ? zone_of(*person.progress, programme_zone)
                                      : jobs::Zone::find(programme_zone);
    if (!zone) return zone.error();
    const LocalDay today = local_day(now_, *zone);
    if (person.progress)
      facts.days = days_of(person.progress->streak, today, person.progress->grace_days);
    facts.given = given_in(known.given, parts_.policy, streak_of(person));
    const auto decision = fuse_.ask([&] { return policy::decide(parts_.policy, facts); });
    if (!decision) return decision.error();
    outcome.refused_by = stopped_by(*decision);
    for (auto& award : awards_of(*decision, person)) awards_.push_back(std::move(award));
    if (decision->effects.empty()) return {};
    const std::string about = "progress/" + person.customer + "/" + to_text(today) + "/" +
                              std::to_string(streak_of(person));
    kept_.push_back(
        kept_of(parts_.policy, std::move(facts), *decision, about, parts_.clock, parts_.random));
    return {};
  }

  void write() {
    keep_and_tell(parts_.session, parts_.organisation, kept_, parts_.clock, parts_.random);
    hand_out();
    std::vector<CheckResult> notes;
    std::vector<std::string> counted;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
      const CheckOutcome& outcome = outcomes_[i];
      const auto& progress = people_[i].progress;
      if (progress && progress->check_problem != outcome.problem)
        notes.push_back({outcome.customer, outcome.problem});
      if (!outcome.refused_by) counted.push_back(outcome.customer);
    }
    note_checks(parts_.session, parts_.organisation, notes, now_);
    if (on_demand_)
      record_checks(parts_.session, parts_.organisation, parts_.policy, counted, now_);
  }

  /// New rewards to their customers' outcomes, in the order in which the rules gave them.
  void hand_out() {
    std::map<std::pair<std::string, std::string>, GivenReward> made;
    for (auto& reward :
         award(parts_.session, parts_.organisation, awards_, parts_.policy.hash(), salt_, now_))
      made[{reward.customer, reward.milestone}] = std::move(reward);
    std::map<std::string, CheckOutcome*> by_customer;
    for (CheckOutcome& outcome : outcomes_) by_customer[outcome.customer] = &outcome;
    for (const NewAward& one : awards_)
      if (auto found = made.extract({one.customer, one.milestone->id}))
        by_customer.at(one.customer)->given.push_back(std::move(found.mapped()));
  }

  const CheckParts& parts_;
  const std::span<const CheckedPerson> people_;
  const bool on_demand_;
  const Rest rest_;
  const Timestamp now_;
  const std::string salt_;
  FailureFuse fuse_;
  std::map<std::string, KnownCustomer> known_;
  std::vector<NewAward> awards_;
  std::vector<policy::KeptDecision> kept_;
  std::vector<CheckOutcome> outcomes_;
};

}  // namespace

void log_problem(const OrganisationId& organisation, std::size_t people,
                 const std::string& problem) {
  log_line(LogLevel::error, "milestones.rule_failed",
           {{"organisation", organisation},
            {"people", static_cast<std::int64_t>(people)},
            {"problem", problem}});
}

std::vector<CheckOutcome> check_milestones(const CheckParts& parts,
                                           std::span<const CheckedPerson> people, bool on_demand,
                                           Rest rest) {
  return Look(parts, people, on_demand, rest).run();
}

Result<ProgressView> view_progress(store::Session& session, const OrganisationId& organisation,
                                   const policy::Policy& policy, const PersonProgress& person,
                                   Timestamp now) {
  const auto zone = zone_of(person, policy.programme().time_zone);
  if (!zone) return zone.error();
  const auto known = load_customers(session, organisation, std::span(&person.customer, 1));
  const auto given = given_in(known.at(person.customer).given, policy, person.streak.number);
  ProgressView view;
  view.days = days_of(person.streak, local_day(now, *zone), person.grace_days);
  for (const policy::MilestoneRule& milestone : policy.milestones()) {
    if (!milestone.days || *milestone.days <= view.days) continue;
    if (std::find(given.begin(), given.end(), milestone.id) != given.end()) continue;
    view.next = NextMilestone{milestone.id, *milestone.days - view.days};
    break;  // they stand in order of days
  }
  return view;
}

}  // namespace patchbay::loyalty
