#include "hub/loyalty/told_decisions.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "hub/base/id.h"
#include "hub/events/outbox.h"

namespace patchbay::loyalty {
namespace {

namespace json = boost::json;

/// A hold, flag or notify of a decision, as it is kept.
struct Notice {
  std::string effect, rule, code;
  std::string message;  ///< as the rule writes it; may be empty
};

/// Empty when there is none: a rule need not write a message.
std::string text_of(const json::object& effect, const char* key) {
  const auto* text = effect.if_contains(key);
  return text ? std::string(text->as_string()) : std::string();
}

std::vector<Notice> notices_of(const policy::KeptDecision& decision) {
  std::vector<Notice> notices;
  std::set<std::string> rules;  // one that hit several awards is told once
  const auto effects = json::parse(decision.effects);
  for (const auto& each : effects.as_array()) {
    const auto& effect = each.as_object();
    const auto kind = policy::find_effect(text_of(effect, "effect"));
    if (!kind || !policy::is_for_staff(*kind)) continue;
    Notice notice{text_of(effect, "effect"), text_of(effect, "rule"), text_of(effect, "code"),
                  text_of(effect, "message")};
    if (rules.insert(notice.rule).second) notices.push_back(std::move(notice));
  }
  return notices;
}

/// Without the customer: an alert goes to whoever runs the programme, by ways of which the hub does
/// not know who else reads them.
json::object alert_data(const Notice& notice, const std::string& decision) {
  const std::string rule = "limit " + notice.rule + " (" + notice.code + ")";
  const std::string what = notice.effect == "hold"   ? "Something is held: "
                           : notice.effect == "flag" ? "Something is flagged: "
                                                     : "Something is to be known: ";
  std::string to_do = "Look at it: patchbay policy explain " + decision +
                      ", or the page /policies/decisions/" + decision + ".";
  if (notice.effect == "hold") to_do += " A reward that is held waits until it is released.";
  return {{"what", what + rule + (notice.message.empty() ? "." : ": " + notice.message)},
          {"where", "decision " + decision},
          {"to_do", to_do}};
}

}  // namespace

void keep_and_tell(store::Session& session, const OrganisationId& organisation,
                   std::span<const policy::KeptDecision> decisions, const Clock& clock,
                   Random& random) {
  const auto kept = policy::keep_decisions(session, organisation, decisions);
  if (kept.empty()) return;
  const std::set<std::string_view> told(kept.begin(), kept.end());
  std::vector<events::NewEvent> alerts;
  for (const policy::KeptDecision& decision : decisions) {
    if (!told.contains(decision.id)) continue;
    // No subject: with the customer's, partners whom they consented to would get the alert too.
    for (const Notice& notice : notices_of(decision))
      alerts.push_back({new_id("evt", clock, random), "alert.raised", "",
                        json::serialize(alert_data(notice, decision.id)),
                        "alert.raised/" + decision.id + "/" + notice.rule});
  }
  events::append(session, organisation, alerts, clock.now());
}

}  // namespace patchbay::loyalty
