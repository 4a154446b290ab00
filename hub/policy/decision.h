#pragma once
// Facts in, effects out. One function for live decisions, tests beside rules, what-if, replay and
// simulation.

#include <boost/container/small_vector.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "hub/base/result.h"
#include "hub/policy/facts.h"
#include "hub/policy/policy.h"

namespace patchbay::policy {

enum class EffectKind { earn, set_tier, award, discount, redeem, share, hold, flag, notify, deny };
const char* name_of(EffectKind kind);
/// Of every kind, in their order.
const std::vector<std::string>& effect_names();
/// Errors: invalid, with the names that there are and the nearest.
Result<EffectKind> find_effect(const std::string& name);
/// What a person should look at although nobody was refused: hold, flag and notify.
bool is_for_staff(EffectKind kind);

/// Pointers live as long as the Policy (or a copy of it).
struct Effect {
  EffectKind kind = EffectKind::earn;
  /// award: a milestone; set_tier: the new tier; earn: an earn rule; hold, flag, notify, deny: a
  /// limit, a redeem rule or the revenue share whose minimum was missed.
  const Rule* rule = nullptr;
  std::int64_t points = 0;        ///< earn, redeem
  std::int64_t minor = 0;         ///< award, discount, redeem, share, in the rule's currency;
                                  ///< hold, flag, notify, deny: of what was asked for
  const Rule* subject = nullptr;  ///< hold, flag, notify, deny: the milestone it is about, or null;
                                  ///< set_tier: the tier before, or null
  const char* code = "";          ///< deny, hold, flag, notify: for programs (C-11)
};

/// The first condition of a rule that failed. Its value stands in the facts.
enum class Missed {
  days,         ///< too few
  points,       ///< too few, or not crossed by this order
  given,        ///< had it before
  tier,         ///< another tier
  category,     ///< another category
  partner,      ///< of another partner
  partner_own,  ///< the partner has rules of its own
  payment,      ///< another way of paying
  minimum,      ///< amount or points below the minimum
  nothing,      ///< a discount of nothing
  not_reached,  ///< a limit that was not hit
  superseded,   ///< an earlier rule counted
  when,         ///< its function answered false
};
struct Miss {
  const Rule* rule = nullptr;
  Missed missed = Missed::when;
};

/// What the rules say. A denied action has a deny effect and none that moves value; an award that a
/// limit denies or holds is no award, only that deny or hold with its milestone as subject.
struct Decision {
  boost::container::small_vector<Effect, 6> effects;
  boost::container::small_vector<Miss, 12> misses;
  std::int64_t points_before = 0;  ///< earned in all before: Facts::points
  std::int64_t points_after = 0;
  std::int64_t base_points = 0;  ///< before multiplier and factor, when the base is rounded
  std::int64_t paid_minor = 0;   ///< a purchase after its discounts
};
bool moves_value(const Decision& decision);  ///< earn > 0, award, redeem, discount > 0, share, tier
bool is_denied(const Decision& decision);

/// Pure. Order of evaluation: limits on the occasion, discounts, payment, earning, tier, milestones
/// with limits on each award (P-21). Errors: invalid: a number below zero, totals that do not fit
/// 64 bits, an unknown way of paying, an unknown tier or partner-less claim; or a rule's function,
/// with file and line: then nothing was decided and the action has to wait. unavailable: try
/// again.
Result<Decision> decide(const Policy& policy, const Facts& facts);

/// One effect: {"effect": "award", "rule": "month_1", "reward", "amount": {"currency", "minor"},
/// "partners", "choice"}; {"effect": "set_tier", "rule": "silver", "from": "bronze" or null};
/// {"effect": "earn", "rule", "points"}; {"effect": "redeem", "rule", "points", "amount"};
/// {"effect": "discount", "rule", "part": "tier" or "payment", "amount"}; {"effect": "share",
/// "rule", "amount", "payer": "origin" or "redeemer"}; {"effect": "deny" (hold, flag, notify),
/// "rule", "code", "message" where the rule writes one, "of": milestone or null}. The program's own
/// words are not among them: decisions that are kept have to be the same in a later program.
boost::json::object to_json(const Effect& effect, const Policy& policy);
boost::json::array effects_json(const Decision& decision, const Policy& policy);

}  // namespace patchbay::policy
