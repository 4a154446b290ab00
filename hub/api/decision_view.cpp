#include "hub/api/decision_view.h"

#include <boost/json/array.hpp>

#include "hub/base/text.h"
#include "hub/http/json.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

json::array effects_of(const policy::KeptDecision& decision) {
  const auto effects = parse_json(decision.effects);
  if (effects && effects->is_array()) return effects->get_array();
  throw ErrorException(corrupt("the effects of decision " + decision.id + " cannot be read"));
}

std::string text_of(const json::value& effect, const char* key) {
  const auto* value = effect.is_object() ? effect.get_object().if_contains(key) : nullptr;
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string words_of(const json::value& effect) {
  return text_of(effect, "effect") + " " + text_of(effect, "rule");
}

}  // namespace

json::object summary_json(const policy::KeptDecision& decision) {
  return {{"id", decision.id},
          {"customer", decision.customer},
          {"reference", decision.reference},
          {"version", decision.version},
          {"decided_at", to_rfc3339(decision.decided_at)},
          {"effects", effects_of(decision)}};
}

std::string effects_in_words(const policy::KeptDecision& decision) {
  std::vector<std::string> words;
  for (const auto& effect : effects_of(decision)) words.push_back(words_of(effect));
  return join(words, ", ");
}

std::vector<std::string> notices_of(const policy::KeptDecision& decision) {
  std::vector<std::string> lines;
  for (const auto& effect : effects_of(decision)) {
    const auto kind = policy::find_effect(text_of(effect, "effect"));
    if (!kind || !policy::is_for_staff(*kind)) continue;
    const std::string message = text_of(effect, "message");
    lines.push_back(words_of(effect) + (message.empty() ? "" : ": " + message));
  }
  return lines;
}

Result<ExplainedDecision> explain_kept(store::Session& session, const OrganisationId& organisation,
                                       policy::PolicyBook& book, const std::string& id) {
  auto kept = policy::find_decision(session, organisation, id);
  if (!kept) return not_found("there is no decision with this id");
  const auto rules = book.version(session, organisation, kept->version);
  if (!rules) return rules.error();
  const auto decision = policy::decide(*rules, kept->facts);
  if (!decision) return decision.error();
  auto explanation = policy::explain(*rules, kept->facts, *decision);
  return ExplainedDecision{std::move(*kept), std::move(explanation)};
}

}  // namespace patchbay::api
