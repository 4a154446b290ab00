#include "adapters/recorded_case.h"

#include "adapters/case_file.h"
#include "adapters/case_json.h"

namespace patchbay::adapters {
namespace {

using boost::json::object;

/// What gives its holder money or shows who somebody is, by the names of our schemas.
constexpr const char* bearer_texts[] = {"code", "pin", "security_code"};

/// `prefix` tells texts of the request from those of the result.
void hide_bearer_texts(const boost::json::value& json, const std::string& prefix,
                       Scrubber& scrubber) {
  const auto* members = json.if_object();
  if (!members) return;
  for (const char* name : bearer_texts) {
    const auto* text = members->if_contains(name);
    if (text && text->is_string()) scrubber.hide(std::string(text->get_string()), prefix + name);
  }
}

object settings_of(const Manifest& manifest, const CallContext& context) {
  object settings;
  for (const auto& field : manifest.settings) {
    const auto given = context.settings.find(field.name);
    if (given == context.settings.end() || field.name == "api_url") continue;
    if (field.default_value != given->second) settings[field.name] = given->second;
  }
  return settings;
}

/// A step as a case expects it. Headers that carry proofs differ with every secret: they are left
/// out.
object expected_step(const Step& step, const Scrubber& scrubber) {
  object json = case_step(step);
  if (auto* headers = json.if_contains("headers")) {
    object kept;
    for (const auto& [name, text] : headers->as_object())
      if (!names_a_secret(name)) kept[name] = text;
    *headers = std::move(kept);
  }
  return scrubber.scrub(json).as_object();
}

}  // namespace

Result<object> recorded_case(const Manifest& manifest, const RecordedCall& call, Scrubber scrubber,
                             const std::string& name) {
  if (!call.outcome)
    return invalid(
        "the hub ended this call, the plug gave no outcome: there is nothing to record; look at "
        "what \"partner try\" says");
  hide_bearer_texts(call.outcome->result, "scrubbed-", scrubber);
  hide_bearer_texts(call.request, "scrubbed-request-", scrubber);
  object recorded{{"name", name}, {"capability", call.context.capability}};
  if (!call.context.idempotency_key.empty()) recorded["key"] = call.context.idempotency_key;
  recorded["now"] = call.context.now.micros;
  if (auto settings = settings_of(manifest, call.context); !settings.empty())
    recorded["settings"] = scrubber.scrub(settings);
  recorded["request"] = scrubber.scrub(call.request);
  boost::json::array exchange;
  for (const auto& turn : call.turns) {
    object entry{{"expect", expected_step(turn.step, scrubber)}};
    if (auto reply = case_reply(turn.reply); !reply.empty()) entry["reply"] = scrubber.scrub(reply);
    exchange.push_back(std::move(entry));
  }
  recorded["exchange"] = std::move(exchange);
  recorded["outcome"] = scrubber.scrub(case_outcome(*call.outcome));
  return recorded;
}

}  // namespace patchbay::adapters
