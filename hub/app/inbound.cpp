#include "hub/app/inbound.h"

#include <array>

#include "hub/base/log.h"
#include "hub/loyalty/partner_news.h"

namespace patchbay::app {
namespace {

constexpr const char* scheme_setting = "webhook_scheme";
constexpr const char* url_setting = "webhook_url";

std::string value_of(const PartnerSetup& setup, const char* name) {
  const auto found = setup.inbound.find(name);
  return found == setup.inbound.end() ? std::string() : found->second;
}

std::vector<Secret> secrets_of(const PartnerSetup& setup) {
  std::vector<Secret> secrets;
  for (const char* name : {adapters::webhook_secret, adapters::webhook_secret_previous}) {
    const auto found = setup.secrets.find(name);
    if (found != setup.secrets.end() && !found->second.empty()) secrets.push_back(found->second);
  }
  return secrets;
}

std::optional<Result<webhooks::Scheme>> declared_scheme(const PartnerSetup& setup,
                                                        const adapters::Registry& registry) {
  const std::string configured = value_of(setup, scheme_setting);
  if (!configured.empty()) return webhooks::parse_scheme_text(configured);
  const auto* partner = registry.find(setup.id);
  const auto* declared =
      partner && partner->plug->manifest().webhook ? &*partner->plug->manifest().webhook : nullptr;
  if (!declared) return std::nullopt;
  return webhooks::parse_scheme(declared->scheme);
}

webhooks::PartnerEventHook follow(loyalty::RewardState to, const Clock& clock, Random& random) {
  return [to, &clock, &random](store::Session& session, const OrganisationId& organisation,
                               webhooks::PartnerEvent& event, Timestamp) {
    const auto news =
        loyalty::hear(session, {organisation, event.partner, event.reference, to}, clock, random);
    if (event.customer.empty()) event.customer = news.customer;
    return news.heard == loyalty::Heard::not_yet ? webhooks::Followed::not_yet
                                                 : webhooks::Followed::yes;
  };
}

}  // namespace

std::span<const Field> inbound_fields() {
  static const std::array fields{
      Field{scheme_setting,
            FieldType::text,
            {},
            "how the partner's webhooks are proven, instead of what its plug says: the name of a "
            "preset, or a JSON object (docs/inbound.md)"},
      Field{url_setting,
            FieldType::url,
            {},
            "the address that the partner knows for its webhooks, where it signs that; empty: "
            "http.public_url and the path"}};
  return fields;
}

std::optional<Result<webhooks::Scheme>> inbound_scheme(const PartnerSetup& setup,
                                                       const adapters::Registry& registry) {
  auto scheme = declared_scheme(setup, registry);
  const std::string url = value_of(setup, url_setting);
  if (scheme && *scheme && !url.empty()) (**scheme).url = url;
  return scheme;
}

Result<std::map<std::string, webhooks::Verifier>> inbound_verifiers(
    const std::vector<PartnerSetup>& setups, const adapters::Registry& registry) {
  std::map<std::string, webhooks::Verifier> verifiers;
  for (const auto& setup : setups) {
    const std::string where = "partner \"" + setup.id + "\"";
    auto scheme = inbound_scheme(setup, registry);
    if (!scheme) continue;
    if (!*scheme) return scheme->error().in(where);
    const auto secrets = secrets_of(setup);
    if (secrets.empty() && value_of(setup, scheme_setting).empty()) {
      log_line(LogLevel::info, "webhooks.no_secret",
               {{"partner", setup.id}, {"secret", adapters::webhook_secret}});
      continue;
    }
    auto verifier = webhooks::Verifier::make(**std::move(scheme), secrets);
    if (!verifier) return verifier.error().in(where);
    verifiers.emplace(setup.id, std::move(*verifier));
  }
  return verifiers;
}

webhooks::PartnerEventHooks partner_event_hooks(const Clock& clock, Random& random) {
  return {{"voucher.redeemed", follow(loyalty::RewardState::redeemed, clock, random)},
          {"voucher.expired", follow(loyalty::RewardState::expired, clock, random)}};
}

}  // namespace patchbay::app
