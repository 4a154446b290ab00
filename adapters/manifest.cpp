#include "adapters/manifest.h"

#include <set>

#include "adapters/choice.h"
#include "adapters/kinds.h"
#include "adapters/manifest_pace.h"
#include "adapters/strict_object.h"
#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

constexpr std::int64_t deadline_ms_max = settle_after_ms_max;
constexpr std::int64_t calls_per_second_max = 100'000;
constexpr std::int64_t concurrency_max = 10'000;
constexpr std::int64_t timeout_ms_max = 600'000;

constexpr Choices<SettleWay, 4> settle_ways{{{"repeat_same_key", SettleWay::repeat_same_key},
                                             {"find_issued", SettleWay::find_issued},
                                             {"reverse", SettleWay::reverse},
                                             {"report", SettleWay::report}}};
constexpr Choices<OnError, 2> error_ways{
    {{"rejected", OnError::rejected}, {"retryable", OnError::retryable}}};

Duration read_settle_after(StrictObject& object) {
  if (!object.value("settle_after_ms"))
    object.fail(
        "\"settle_after_ms\" is missing; say how long after an unknown outcome the partner's \"not "
        "issued\" is proof: at least as long as it may still be at work on a request");
  return std::chrono::milliseconds(object.integer("settle_after_ms", 0, 0, settle_after_ms_max));
}

Result<Settle> read_settle(const boost::json::value& json, std::size_t index) {
  StrictObject object(json, "settle[" + std::to_string(index) + "]");
  Settle settle;
  settle.way = choose(object, "way", object.text("by"), settle_ways);
  if (settle.way != SettleWay::repeat_same_key) settle.settle_after = read_settle_after(object);
  if (settle.way == SettleWay::reverse) {
    settle.capability = object.text("capability");
    settle.deadline =
        std::chrono::milliseconds(object.integer("deadline_ms", 0, 0, deadline_ms_max));
    if (!object.failed() && settle.deadline <= settle.settle_after)
      object.fail(
          "\"deadline_ms\" must be longer than \"settle_after_ms\": \"nothing to reverse\" "
          "is proof only after the one and is asked for only before the other");
  }
  if (auto finished = object.finish(); !finished) return finished.error();
  return settle;
}

Result<Limits> read_limits(const boost::json::value& json) {
  StrictObject object(json, "limits");
  Limits limits;
  limits.calls_per_second =
      object.integer("calls_per_second", limits.calls_per_second, 1, calls_per_second_max);
  limits.concurrency = object.integer("concurrency", limits.concurrency, 1, concurrency_max);
  limits.timeout_ms = object.integer("timeout_ms", limits.timeout_ms, 1, timeout_ms_max);
  if (auto finished = object.finish(); !finished) return finished.error();
  return limits;
}

/// Keeps a part that was read, or the reason why it was not.
template <class T>
void keep(StrictObject& object, Result<T> part, T& into) {
  if (part)
    into = *std::move(part);
  else
    object.fail(part.error().message);
}

/// A secret among the settings becomes one of the secrets: plugs see no values of those.
void read_settings(StrictObject& object, Manifest& manifest) {
  std::size_t index = 0;
  for (const auto* setting : object.list("settings")) {
    Field field;
    keep(object, read_setting(*setting, index++), field);
    if (field.secret) {
      manifest.secrets.push_back(field.name);
      manifest.secret_help[field.name] = field.help;
    } else {
      manifest.settings.push_back(std::move(field));
    }
  }
  if (const auto* environments = object.value("environments"))
    keep(object, read_environments(*environments, manifest.settings), manifest.environments);
}

void read_parts(StrictObject& object, Manifest& manifest) {
  read_settings(object, manifest);
  for (const auto* settle : object.list("settle"))
    keep(object, read_settle(*settle, manifest.settle.size()), manifest.settle.emplace_back());
  if (const auto* auth = object.value("auth")) keep(object, read_auth(*auth), manifest.auth);
  if (const auto* limits = object.value("limits"))
    keep(object, read_limits(*limits), manifest.limits);
  if (const auto* retry = object.value("retry"))
    keep(object, read_retry(*retry, manifest.retry), manifest.retry);
  if (const auto* breaker = object.value("breaker"))
    keep(object, read_breaker(*breaker, manifest.breaker), manifest.breaker);
  if (const auto* webhook = object.value("webhook"))
    keep(object, read_webhook(*webhook), manifest.webhook.emplace());
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_names(StrictObject& object, const Manifest& manifest) {
  if (!is_identifier(manifest.id))
    object.fail("\"id\" must be of lower-case letters, digits and _, at most 64, a letter first");
  if (manifest.name.empty() || manifest.version.empty())
    object.fail("\"name\" and \"version\" must not be empty");
  if (!has(kind_names(), manifest.kind))
    return object.fail(not_one_of("kind", manifest.kind, kind_names()));
  if (manifest.capabilities.empty()) object.fail("\"capabilities\" is empty");
  for (const auto& name : manifest.capabilities)
    if (!find_capability(manifest.kind, name))
      object.fail(not_one_of("capability", name, capability_names(manifest.kind)));
  const std::set<std::string> different(manifest.capabilities.begin(), manifest.capabilities.end());
  if (different.size() != manifest.capabilities.size())
    object.fail("\"capabilities\" names one twice");
}

void check_reverse(StrictObject& object, const Manifest& manifest, const Settle& settle) {
  const std::string by = "\"settle\" by reverse: ";
  const auto* capability = find_capability(manifest.kind, settle.capability);
  if (!has(manifest.capabilities, settle.capability))
    object.fail(by + "the manifest has no capability \"" + settle.capability + "\"");
  else if (!capability || !capability->reverses)
    object.fail(by + "\"" + settle.capability + "\" takes nothing back by reference");
}

void check_settle(StrictObject& object, const Manifest& manifest) {
  bool may_be_reversed = false;
  for (const auto& settle : manifest.settle) {
    if (settle.way == SettleWay::find_issued && !has(manifest.capabilities, "find_issued"))
      object.fail("\"settle\" by find_issued needs the capability \"find_issued\"");
    if (settle.way == SettleWay::repeat_same_key && may_be_reversed)
      object.fail(
          "\"settle\": put repeat_same_key before reverse; a reversal that arrives late "
          "would take back what the repetition finds");
    if (settle.way != SettleWay::reverse) continue;
    may_be_reversed = true;
    check_reverse(object, manifest, settle);
  }
}

void check_auth(StrictObject& object, const Manifest& manifest, bool has_api_url) {
  const std::string type = name_of(manifest.auth.type);
  if (needs_api_url(manifest.auth) && !has_api_url)
    object.fail("auth of type " + type +
                " needs the setting \"api_url\"; declare it in \"settings\"");
  const auto needed = secrets_needed(manifest.auth);
  for (const auto& secret : needed)
    if (!has(manifest.secrets, secret))
      object.fail("auth of type " + type + " needs the secrets " + join(needed, ", ") +
                  "; declare \"" + secret + "\" in \"secrets\"");
}

void check_name(StrictObject& object, const std::string& name) {
  if (names_an_environment(name))
    object.fail("\"" + name +
                "\" begins like what configuration gives one environment only (sandbox_…, "
                "production_…); give it another name");
}

void check_together(StrictObject& object, const Manifest& manifest) {
  std::set<std::string> settings;
  for (const auto& field : manifest.settings) check_name(object, field.name);
  for (const auto& secret : manifest.secrets) check_name(object, secret);
  for (const auto& field : manifest.settings)
    if (!settings.insert(field.name).second)
      object.fail("setting \"" + field.name + "\" is declared twice");
  for (const auto& secret : manifest.secrets) {
    if (!is_identifier(secret)) object.fail("secret \"" + secret + "\" is not a plain name");
    if (!settings.insert(secret).second)
      object.fail("\"" + secret + "\" is declared twice among secrets and settings");
  }
  check_auth(object, manifest, settings.contains("api_url"));
  check_settle(object, manifest);
}

}  // namespace

const char* name_of(SettleWay way) { return name_in(settle_ways, way); }

jobs::RetryPolicy default_partner_retry() {
  jobs::RetryPolicy policy;
  policy.attempts_max = 3;
  return policy;
}

Result<Manifest> parse_manifest(const boost::json::value& json) {
  StrictObject object(json, "manifest");
  Manifest manifest;
  manifest.id = object.text("id");
  manifest.name = object.text("name");
  manifest.kind = object.text("kind");
  manifest.version = object.text("version");
  manifest.capabilities = object.texts("capabilities");
  manifest.secrets = object.texts("secrets");
  manifest.on_error = choose(object, "on_error", object.text("on_error", "rejected"), error_ways);
  manifest.needs_link = object.boolean("needs_link", false);
  read_parts(object, manifest);
  if (auto finished = object.finish(); !finished) return finished.error();
  check_names(object, manifest);
  check_together(object, manifest);
  if (auto finished = object.finish(); !finished) return finished.error();
  return manifest;
}

}  // namespace patchbay::adapters
