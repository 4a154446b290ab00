#include "hub/base/text.h"
#include "hub/policy/explaining.h"
#include "hub/policy/limits.h"
#include "hub/policy/message.h"

namespace patchbay::policy {
namespace {

/// What a limit was asked about, and what of the decision counted already.
struct Question {
  Asked asked;
  Counted counted;
};

/// "in an hour", "ever".
std::string period_text(const LimitRule& limit) {
  if (limit.per == "ever") return "ever";
  return (limit.per == "hour" ? "in an " : "in a ") + limit.per;
}

std::int64_t number_of(const LimitRule& limit, const Explaining& explaining, const Question& q) {
  return counted_before(limit, explaining.facts) + q.counted.number + 1;
}
std::int64_t sum_of(const LimitRule& limit, const Explaining& explaining, const Question& q) {
  return counted_before(limit, explaining.facts) + q.counted.minor + q.asked.amount_minor;
}

/// "3 allowed in an hour, this is number 4".
std::string count_sentence(const LimitRule& limit, std::int64_t number) {
  return std::to_string(*limit.at_most_count) + " allowed " + period_text(limit) +
         ", this is number " + std::to_string(number);
}
std::string sum_sentence(const LimitRule& limit, const Explaining& explaining, std::int64_t sum) {
  return explaining.money(*limit.at_most_minor) + " allowed " + period_text(limit) +
         ", with this it is " + explaining.money(sum);
}

std::string need_text(const LimitRule& limit, const Explaining& explaining, const Asked& asked) {
  if (limit.needs != "link") return "that the customer is known as \"" + limit.needs + "\"";
  if (asked.on == LimitOn::award && asked.milestone)
    return "an account at " + join(asked.milestone->partners, " or ");
  return "an account at " +
         (explaining.facts.partner.empty() ? "a partner" : explaining.facts.partner);
}

/// The conditions that made a limit count, in words; its facts and numbers into `why`.
std::string hit_text(const Explaining& explaining, const LimitRule& limit, const Question& question,
                     Why& why) {
  const Asked& asked = question.asked;
  std::vector<std::string> parts;
  if (limit.above_minor || limit.below_minor) why.numbers["amount_minor"] = asked.amount_minor;
  if (limit.above_minor) {
    parts.push_back(explaining.money(asked.amount_minor) + " is above " +
                    explaining.money(*limit.above_minor));
    why.numbers["above_minor"] = *limit.above_minor;
  }
  if (limit.below_minor) {
    parts.push_back(explaining.money(asked.amount_minor) + " is below " +
                    explaining.money(*limit.below_minor));
    why.numbers["below_minor"] = *limit.below_minor;
  }
  if (!limit.needs.empty()) {
    parts.push_back("it needs " + need_text(limit, explaining, asked));
    const auto& had = limit.needs == "link" ? explaining.facts.linked : explaining.facts.traits;
    why.facts[limit.needs == "link" ? "linked" : "traits"] =
        boost::json::array(had.begin(), had.end());
  }
  if (limit.at_most_count || limit.at_most_minor) {
    const std::int64_t now = limit.at_most_count ? number_of(limit, explaining, question)
                                                 : sum_of(limit, explaining, question);
    parts.push_back(limit.at_most_count ? count_sentence(limit, now)
                                        : sum_sentence(limit, explaining, now));
    why.facts[count_name(limit)] = counted_before(limit, explaining.facts);
    why.numbers["at_most"] = limit.at_most_count ? *limit.at_most_count : *limit.at_most_minor;
    why.numbers["with_this"] = now;
  }
  return join(parts, " and ");
}

/// Awards of the decision before the one of `milestone`.
Counted counted_until(const Decision& decision, const Rule* milestone) {
  Counted counted;
  for (const Effect& effect : decision.effects) {
    if (effect.rule == milestone || effect.subject == milestone) break;
    if (effect.kind != EffectKind::award) continue;
    ++counted.number;
    counted.minor += effect.minor;
  }
  return counted;
}

Question question_about(const Explaining& explaining, const MilestoneRule& milestone) {
  return {{LimitOn::award, milestone.amount.minor, &milestone},
          counted_until(explaining.decision, &milestone)};
}

/// All that a limit was asked about: each award, or the occasion itself.
std::vector<Question> questions_of(const Explaining& explaining, const LimitRule& limit) {
  const auto& effects = explaining.decision.effects;
  std::vector<Question> all;
  if (limit.on == LimitOn::award) {
    for (const Effect& effect : effects) {
      const Rule* about = effect.kind == EffectKind::award ? effect.rule : effect.subject;
      if (about && about->kind == RuleKind::milestone)
        all.push_back(question_about(explaining, static_cast<const MilestoneRule&>(*about)));
    }
    return all;
  }
  Question question{asked_of(explaining.policy, explaining.facts), {}};
  if (limit.on == LimitOn::redemption && !effects.empty())
    question.asked.amount_minor = effects.front().minor;
  all.push_back(question);
  return all;
}

/// "The reward of month_3", "The redemption".
std::string thing_of(const Explaining& explaining, const Effect& effect) {
  const bool award = effect.rule->kind == RuleKind::limit &&
                     static_cast<const LimitRule&>(*effect.rule).on == LimitOn::award;
  if (award && effect.subject) return "The reward of " + effect.subject->id;
  if (explaining.facts.occasion == Occasion::progress) return "The check";
  return std::string("The ") + name_of(explaining.facts.occasion);
}

const char* verb_of(EffectKind kind) {
  switch (kind) {
    case EffectKind::deny: return " is refused (";
    case EffectKind::hold: return " waits until somebody has looked at it (";
    case EffectKind::flag: return " is flagged (";
    default: return " is reported to staff (";
  }
}

/// The numbers behind a refusal that no limit made.
std::string refusal_text(const Explaining& explaining, const Effect& effect, Why& why) {
  const Facts& facts = explaining.facts;
  if (effect.rule->kind == RuleKind::revenue_share) {
    why.facts["amount_minor"] = facts.amount_minor;
    why.numbers["minimum_minor"] = static_cast<const RevenueShareRule&>(*effect.rule).minimum_minor;
    return "this is " + explaining.money(facts.amount_minor);
  }
  if (!facts.partner.empty()) why.facts["partner"] = facts.partner;
  if (effect.code == std::string_view(redemption_not_allowed)) return "";
  why.facts["points_asked"] = facts.points_asked;
  if (effect.code == std::string_view(insufficient_points)) why.facts["balance"] = facts.balance;
  why.numbers["minimum_points"] = static_cast<const RedeemRule&>(*effect.rule).minimum_points;
  return count_text(facts.points_asked, "point") + " asked for, balance " +
         std::to_string(facts.balance);
}

/// The condition that kept a limit from being hit.
Unmet describe(const Explaining& explaining, const LimitRule& limit, const Question& question,
               LimitCondition condition) {
  const std::int64_t amount = question.asked.amount_minor;
  switch (condition) {
    case LimitCondition::above:
      return {"above", *limit.above_minor, amount,
              "counts above " + explaining.money(*limit.above_minor) + ", this is " +
                  explaining.money(amount)};
    case LimitCondition::below:
      return {"below", *limit.below_minor, amount,
              "counts below " + explaining.money(*limit.below_minor) + ", this is " +
                  explaining.money(amount)};
    case LimitCondition::needs:
      return {"needs", boost::json::string(limit.needs), true,
              need_text(limit, explaining, question.asked) + ": that is so"};
    case LimitCondition::count: {
      const std::int64_t number = number_of(limit, explaining, question);
      return {"at_most", *limit.at_most_count, number, count_sentence(limit, number)};
    }
    case LimitCondition::sum: {
      const std::int64_t sum = sum_of(limit, explaining, question);
      return {"at_most", *limit.at_most_minor, sum, sum_sentence(limit, explaining, sum)};
    }
    case LimitCondition::none: break;
  }
  return {"not_reached", nullptr, nullptr, "was not hit"};
}

}  // namespace

Why why_stopped(const Explaining& explaining, const Effect& effect) {
  Why why;
  std::string message = message_of(effect, explaining.policy);
  if (message.ends_with('.')) message.pop_back();
  std::string numbers;
  if (effect.rule->kind == RuleKind::limit) {
    const auto& limit = static_cast<const LimitRule&>(*effect.rule);
    const auto* milestone = static_cast<const MilestoneRule*>(effect.subject);
    Question question{{limit.on, effect.minor, milestone}, {}};
    if (limit.on == LimitOn::award)
      question.counted = counted_until(explaining.decision, milestone);
    numbers = hit_text(explaining, limit, question, why);
  } else {
    numbers = refusal_text(explaining, effect, why);
  }
  why.sentence =
      thing_of(explaining, effect) + verb_of(effect.kind) + effect.code + "): " + message;
  if (!numbers.empty()) why.sentence += ": " + numbers;
  return why;
}

Unmet unmet_limit(const Explaining& explaining, const LimitRule& limit) {
  for (const Question& question : questions_of(explaining, limit)) {
    const auto condition = first_unmet(limit, question.asked, explaining.facts, question.counted);
    if (condition != LimitCondition::none) return describe(explaining, limit, question, condition);
  }
  return describe(explaining, limit, {}, LimitCondition::none);
}

}  // namespace patchbay::policy
