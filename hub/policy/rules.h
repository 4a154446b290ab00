#pragma once
// What policy files say, as data. No number of a programme stands in C++. Every rule is a Rule:
// its kind tells which struct it is, so that an effect can point at the rule that made it.

#include <optional>
#include <string>
#include <vector>

#include "hub/base/money.h"

namespace patchbay::policy {

enum class RuleKind {
  programme,
  tier,
  earn,
  milestone,
  benefit,
  redeem,
  reward,
  limit,
  fallback,
  revenue_share,
  schedule,
};
/// The word of its declaration: "revenue_share".
const char* name_of(RuleKind kind);
/// The first part of the path of its numbers: "milestones" in milestones.month_1.amount. Plural of
/// what a programme has many of; "programme" and "earn" stay as they are.
const char* section_of(RuleKind kind);
/// Every kind, in the order in which people read a programme.
const std::vector<RuleKind>& rule_kinds();

/// Where a function of a rule is: the file (index into the policy's files with functions) and the
/// number of the declaration in it.
struct Function {
  std::size_t file = 0;
  std::size_t declaration = 0;
};

/// What all rules have. `when = function(facts) return … end` must answer true for the rule to
/// count; any other answer than true or false, and any error of it, fails the decision.
struct Rule {
  RuleKind kind = RuleKind::programme;
  std::string id;     ///< unique among its kind; the kind's name where the file gives none
  std::string where;  ///< "policies/guide/benefits.lua:12"
  std::optional<Function> when;
};

enum class Discounts { additive, cascade };  ///< each from the original amount, or from the rest
enum class PointsOn { paid, original };      ///< which amount of a purchase earns (P-19, C-03)

/// programme { id = "guide", name = "…", currency = "NGN", time_zone = "Africa/Lagos",
///             discounts = "additive", points_on = "paid", rounding = "half_up" }
/// Exactly one. `rounding` is for rules that name none.
struct ProgrammeRule : Rule {
  std::string name;
  Currency currency;
  std::string time_zone;  ///< IANA; days and periods begin there (P-26)
  Discounts discounts = Discounts::additive;
  PointsOn points_on = PointsOn::paid;
  std::optional<Rounding> rounding;
};

/// tier { id = "silver", name = "Silver", from = 500, multiplier = times "1.2", color = "#C0C0C0" }
/// All tiers of a programme have `from` or none has: then somebody else says who is in which.
struct TierRule : Rule {
  std::string name;
  std::optional<std::int64_t> from;  ///< points earned in all (P-20); the lowest is 0
  Ratio multiplier{1, 1};            ///< of what is earned
  std::string color;
};

enum class EarnBasis {
  running_total,  ///< all that was spent x rate, rounded once; an order earns the difference (C-26)
  purchase,       ///< each purchase by itself
};
/// earn { id = "purchases", points = 2, per = NGN(100), basis = "purchase",
///        base_rounding = "floor", multiplier = "tier", factor = times "1.2", rounding = "floor" }
/// points = amount x rate [rounded by base_rounding] x multiplier x factor, rounded by rounding.
/// The first rule in order of files and lines whose condition holds counts.
struct EarnRule : Rule {
  Ratio points_per_minor;
  EarnBasis basis = EarnBasis::running_total;
  std::optional<Rounding> base_rounding;  ///< none: the base is not rounded (C-02, C-26)
  bool tier_multiplies = false;           ///< by the tier before the purchase (P-21)
  Ratio factor{1, 1};
  Rounding rounding = Rounding::half_up;
  std::vector<std::string> categories;  ///< empty: every category
};

/// reward { id = "grocery_voucher", kind = "retail", capability = "issue_voucher", name = "…",
///          valid_days = 365 }
struct RewardRule : Rule {
  std::string name;          ///< for people; the id where the file gives none
  std::string partner_kind;  ///< "retail"
  std::string capability;    ///< "issue_voucher"
  /// From issuing on, where the partner names no end; none: without an end. 1 to 3650.
  std::optional<std::int64_t> valid_days;
};

/// fallback { reward = "grocery_voucher", partners = { "woolworths", "coles" } }
/// Who issues a reward whose milestone names no partners, first choice first.
struct FallbackRule : Rule {
  std::string reward;
  std::vector<std::string> partners;
};

/// milestone { id = "month_1", days = 30, reward = "grocery_voucher", amount = AUD(20),
///             partners = { "woolworths", "coles" }, choice = false, again = "each_streak",
///             message = "…" }
/// `days` or `points`, not both. Given once for ever, or once a streak with `again` (C-17).
struct MilestoneRule : Rule {
  std::optional<std::int64_t> days;    ///< of the streak, at least
  std::optional<std::int64_t> points;  ///< earned in all, at least
  RewardRule reward;
  Money amount;
  /// In order of preference, after those where the customer has an account linked (C-17): the next
  /// when one is down. Those of the reward's fallback where the file names none; never empty.
  std::vector<std::string> partners;
  bool choice = false;  ///< the customer chooses among the partners
  bool each_streak = false;
  std::string message;  ///< for the customer; may be empty
};

/// benefit { id = "silver_spa", tiers = { "silver" }, discount = percent(5),
///           categories = { "spa_wellness" }, partner = "hotel_x", payment = "ussd",
///           minimum = NGN(5000), maximum = NGN(50000), rounding = "half_up" }
/// A discount of a purchase. Those with `payment` are of the way of paying, all others of the tier:
/// one of each part counts. Of a partner's own the first that fits, only if it has none for the
/// tier the first of the others that fits (C-14). Minimum before, cap after the discount (P-22).
struct BenefitRule : Rule {
  std::vector<std::string> tiers;       ///< empty: every tier
  std::vector<std::string> categories;  ///< empty: every category
  std::string partner;                  ///< empty: at every partner that has none of its own
  std::string payment;                  ///< not empty: for this way of paying
  Ratio discount{0, 1};
  std::int64_t minimum_minor = 0;
  std::optional<std::int64_t> maximum_minor;  ///< of the discount
  Rounding rounding = Rounding::half_up;
};

/// redeem { id = "points", points = 1, value = NGN "0.10", minimum = 100, partner = "spa_x",
///          rounding = "floor" }   or   redeem { id = "…", partner = "spa_y", refused = true }
/// A partner's own rule goes before the general one.
struct RedeemRule : Rule {
  std::string partner;  ///< empty: at every partner without one of its own
  bool refused = false;
  Ratio minor_per_point;
  std::int64_t minimum_points = 1;
  Rounding rounding = Rounding::floor;
};

/// What a limit does when it is hit.
enum class LimitEffect { deny, hold, flag, notify };
/// What a limit watches. `award` is asked within order, purchase and progress for each reward.
enum class LimitOn {
  order,
  purchase,
  redemption,
  award,
  claim,
  link,
  transaction,
  reconciliation,
  check
};
/// The word in its file: "order".
const char* name_of(LimitOn on);

/// limit { id = "links_per_hour", on = "link", at_most = 3, per = "hour", effect = "flag",
///         code = "TOO_MANY_LINKS", message = "…" }
/// Other conditions: above = AUD(100), below = AUD(3), needs = "link" (to the partner in question)
/// or the name of a trait, at_most = AUD(500) (sums of amounts), when. All that are given must hold
/// for the limit to be hit.
struct LimitRule : Rule {
  LimitOn on = LimitOn::award;
  LimitEffect effect = LimitEffect::deny;
  std::optional<std::int64_t> at_most_count;
  std::optional<std::int64_t> at_most_minor;
  std::string per;  ///< "hour", "day", "week", "month", "year", "ever"; with at_most
  std::optional<std::int64_t> above_minor;  ///< hit by more than that
  std::optional<std::int64_t> below_minor;  ///< hit by less than that
  std::string needs;                        ///< hit when it is missing: "link" or a trait
  std::string code;  ///< for programs; "LIMIT_REACHED" where the file gives none
  std::string message;
};

enum class ShareModel { percentage, fixed_fee, hybrid };
/// revenue_share { id = "standard", model = "hybrid", share = percent(3), threshold = 100,
///                 bonus = percent(5), fee = USD "0.25", payer = "origin", rounding = "half_up",
///                 minimum = USD(3), categories = { … } }
/// Of the value of a redeemed reward, per transaction, rounded once each; hybrid: transactions
/// 1..threshold of the period at `share`, later ones at `bonus` (C-23, P-24).
struct RevenueShareRule : Rule {
  ShareModel model = ShareModel::percentage;
  Ratio share{0, 1};
  Ratio bonus{0, 1};
  std::int64_t threshold = 0;
  std::int64_t fee_minor = 0;
  bool origin_pays = true;         ///< where the points were earned; else where they were redeemed
  std::int64_t minimum_minor = 0;  ///< smaller transactions are refused (R-238)
  std::vector<std::string> categories;  ///< empty: every category
  Rounding rounding = Rounding::half_up;
};

/// schedule { id = "daily", run = "milestones", cron = "0 2 * * *", time_zone = "Australia/Sydney"
/// } When all customers are checked; the programme's time zone where it names none.
struct ScheduleRule : Rule {
  std::string run;  ///< "milestones"
  std::string cron;
  std::string time_zone;
};

}  // namespace patchbay::policy
