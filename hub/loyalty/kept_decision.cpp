#include "hub/loyalty/kept_decision.h"

#include <boost/json/serialize.hpp>
#include <set>
#include <vector>

#include "hub/base/id.h"
#include "hub/base/text.h"

namespace patchbay::loyalty {

using policy::Effect;
using policy::EffectKind;

std::string gist_of(const policy::Decision& decision) {
  std::set<std::string> parts;
  for (const Effect& effect : decision.effects) {
    const std::string& about = effect.subject ? effect.subject->id : effect.rule->id;
    parts.insert(effect.kind == EffectKind::award
                     ? about
                     : std::string(policy::name_of(effect.kind)) + ":" + about);
  }
  return join(std::vector<std::string>(parts.begin(), parts.end()), ",");
}

policy::KeptDecision kept_of(const policy::Policy& policy, policy::Facts facts,
                             const policy::Decision& decision, const std::string& about,
                             const Clock& clock, Random& random) {
  policy::KeptDecision kept;
  kept.id = new_id("dec", clock, random);
  kept.customer = facts.customer;
  kept.reference = about + "/" + gist_of(decision);
  kept.version = policy.hash();
  kept.decided_at = facts.at;
  kept.facts = std::move(facts);
  kept.effects = boost::json::serialize(policy::effects_json(decision, policy));
  return kept;
}

const policy::LimitRule* stopped_by(const policy::Decision& decision) {
  for (const Effect& effect : decision.effects) {
    const bool stops = effect.kind == EffectKind::deny || effect.kind == EffectKind::hold;
    if (!stops || effect.rule->kind != policy::RuleKind::limit) continue;
    const auto* limit = static_cast<const policy::LimitRule*>(effect.rule);
    if (limit->on != policy::LimitOn::award) return limit;
  }
  return nullptr;
}

Error error_of(const policy::LimitRule& limit) {
  const bool is_held = limit.effect == policy::LimitEffect::hold;
  const std::string words = limit.message.empty()
                                ? (is_held ? "our staff have to look at this first"
                                           : "the rules of the programme do not allow this now")
                                : limit.message;
  const std::string text = words + " (" + limit.code + ")";
  return is_held ? conflict(text) : refused(text);
}

std::string reason_of(const policy::LimitRule& limit) {
  return limit.message.empty() ? error_of(limit).message : limit.message;
}

}  // namespace patchbay::loyalty
