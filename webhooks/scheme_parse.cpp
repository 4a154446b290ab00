#include <algorithm>

#include "adapters/choice.h"
#include "adapters/strict_object.h"
#include "hub/base/embedded.h"
#include "hub/http/json.h"
#include "hub/http/url.h"
#include "webhooks/scheme.h"
#include "webhooks/scheme_check.h"
#include "webhooks/signed_parts.h"

namespace patchbay::webhooks {
namespace {

using adapters::Choices;
using adapters::StrictObject;

constexpr std::int64_t tolerance_s_max = 24L * 3600;
constexpr std::string_view preset_suffix = ".json";

constexpr Choices<Algorithm, 7> algorithms{{{"hmac-sha256", Algorithm::hmac_sha256},
                                            {"hmac-sha1", Algorithm::hmac_sha1},
                                            {"hmac-sha384", Algorithm::hmac_sha384},
                                            {"hmac-sha512", Algorithm::hmac_sha512},
                                            {"ed25519", Algorithm::ed25519},
                                            {"ecdsa-p256", Algorithm::ecdsa_p256},
                                            {"secret", Algorithm::secret}}};
constexpr Choices<Encoding, 3> encodings{
    {{"hex", Encoding::hex}, {"base64", Encoding::base64}, {"base64url", Encoding::base64url}}};
constexpr Choices<bool, 2> units{{{"s", false}, {"ms", true}}};

/// What a member declares, read with its own messages.
template <class T, class Read>
std::optional<T> read_member(StrictObject& object, const char* name, Read read) {
  const auto* value = object.value(name);
  if (!value) return std::nullopt;
  StrictObject member(*value, name);
  T rule = read(member);
  if (auto finished = member.finish(); !finished) object.fail(finished.error().message);
  return rule;
}

TimestampRule read_timestamp(StrictObject& object) {
  TimestampRule rule;
  rule.header = object.text("header");
  rule.prefix = object.text("prefix", "");
  rule.in_milliseconds = adapters::choose(object, "unit", object.text("unit", "s"), units);
  rule.tolerance = std::chrono::seconds(
      object.integer("tolerance_s", rule.tolerance.count(), 1, tolerance_s_max));
  return rule;
}

IdRule read_id(StrictObject& object) {
  IdRule rule;
  rule.header = object.text("header", "");
  const auto* pointer = object.value("pointer");
  if (pointer && pointer->is_array())
    rule.pointers = object.texts("pointer");
  else if (pointer)
    rule.pointers = {object.text("pointer")};
  rule.is_body_hash = object.boolean("body_hash", false);
  const int given = !rule.header.empty() + !rule.pointers.empty() + rule.is_body_hash;
  if (given != 1)
    object.fail(
        "say where the key is that a repeat has again: one of \"header\", \"pointer\" and "
        "\"body_hash\" = true");
  return rule;
}

TypeRule read_type(StrictObject& object) {
  TypeRule rule{object.text("header", ""), object.text("pointer", "")};
  if (rule.header.empty() == rule.pointer.empty())
    object.fail("give one of \"header\" and \"pointer\"");
  return rule;
}

ChallengeRule read_challenge(StrictObject& object) {
  return {object.text("pointer"), object.text("equals"), object.text("answer")};
}

BodyDigestRule read_body_digest(StrictObject& object) {
  BodyDigestRule rule;
  rule.header = object.text("header", "");
  rule.query = object.text("query", "");
  rule.prefix = object.text("prefix", "");
  rule.encoding = adapters::choose(object, "encoding", object.text("encoding", "hex"), encodings);
  if (rule.header.empty() == rule.query.empty())
    object.fail("give one of \"header\" and \"query\"");
  return rule;
}

void read_signature(StrictObject& object, Scheme& scheme) {
  scheme.algorithm =
      adapters::choose(object, "algorithm", object.text("algorithm", "hmac-sha256"), algorithms);
  scheme.encoding = adapters::choose(object, "encoding", object.text("encoding", "hex"), encodings);
  scheme.header = object.text("header");
  scheme.prefix = object.text("prefix", "");
  scheme.separator = object.text("separator", "");
  auto parts = parse_signed_parts(object.text("signs", ""));
  if (parts)
    scheme.signs = std::move(*parts);
  else
    object.fail(parts.error().message);
  scheme.key_prefix = object.text("key_prefix", "");
  const std::string key = object.text("key", "text");
  if (key != "text") scheme.key_encoding = adapters::choose(object, "key", key, encodings);
}

/// The members of `base` that `changes` does not have, and those of `changes`.
boost::json::object merged(boost::json::object base, const boost::json::object& changes) {
  for (const auto& member : changes) {
    if (member.key() == "preset") continue;
    if (member.value().is_null())
      base.erase(member.key());
    else
      base[member.key()] = member.value();
  }
  return base;
}

Result<boost::json::object> find_preset(const std::string& name) {
  for (const auto& file : embedded_presets())
    if (file.name == name + std::string(preset_suffix)) {
      auto json = parse_json(file.text);
      if (!json) return json.error().in("preset " + name);
      return json->as_object();
    }
  return invalid(adapters::not_one_of("webhook scheme", name, preset_names()));
}

Result<boost::json::object> with_preset(const boost::json::value& declared) {
  if (const auto* name = declared.if_string()) return find_preset(std::string(*name));
  const auto* object = declared.if_object();
  if (!object)
    return invalid("webhook scheme: give the name of a preset, or a table that declares it");
  const auto* preset = object->if_contains("preset");
  if (!preset) return *object;
  if (!preset->is_string()) return invalid("webhook scheme: \"preset\" must be a text");
  auto base = find_preset(std::string(preset->get_string()));
  if (!base) return base;
  return merged(*std::move(base), *object);
}

}  // namespace

Result<Scheme> parse_scheme(const boost::json::value& declared) {
  auto whole = with_preset(declared);
  if (!whole) return whole.error();
  const boost::json::value json(*std::move(whole));
  StrictObject object(json, "webhook scheme");
  Scheme scheme;
  read_signature(object, scheme);
  scheme.timestamp = read_member<TimestampRule>(object, "timestamp", read_timestamp);
  if (auto id = read_member<IdRule>(object, "id", read_id))
    scheme.id = *std::move(id);
  else
    object.fail("\"id\" is missing; say where the key is that a repeat has again");
  if (auto type = read_member<TypeRule>(object, "type", read_type)) scheme.type = *std::move(type);
  scheme.challenge = read_member<ChallengeRule>(object, "challenge", read_challenge);
  scheme.body_digest = read_member<BodyDigestRule>(object, "body_digest", read_body_digest);
  scheme.url = object.text("url", "");
  if (auto finished = object.finish(); !finished) return finished.error();
  if (auto sound = check(scheme); !sound) return sound.error().in("webhook scheme");
  return scheme;
}

Result<Scheme> parse_scheme_text(const std::string& text) {
  if (!text.starts_with('{')) return parse_scheme(boost::json::string(text));
  auto json = parse_json(text);
  if (!json) return json.error().in("webhook scheme");
  return parse_scheme(*json);
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const auto& file : embedded_presets())
    names.emplace_back(file.name.substr(0, file.name.size() - preset_suffix.size()));
  return names;
}

}  // namespace patchbay::webhooks
