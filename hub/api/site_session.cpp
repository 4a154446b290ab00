#include "hub/api/site_session.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/browser_page.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/sealed_context.h"
#include "hub/crypto/system_random.h"
#include "hub/http/json.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

constexpr std::size_t form_token_bytes = 16;
constexpr std::size_t cookie_bytes_max = 2000;

std::string context_of(const Site& site) {
  return crypto::sealed_context("site", {std::string(site.path)}, "cookie");
}

std::optional<std::size_t> refused_index(const access::RateLimits& limits) {
  for (std::size_t i = 0; i < limits.limits().size(); ++i)
    if (limits.limits()[i].name == access::refused_limit && limits.limits()[i].rate.permits > 0)
      return i;
  return std::nullopt;
}

}  // namespace

std::string seal_session(const Site& site, const SiteSession& session,
                         const crypto::KeyRing& keys) {
  const json::object plain{
      {"key", session.public_key}, {"form", session.form_token}, {"until", session.until.micros}};
  return keys.seal(json::serialize(plain), context_of(site));
}

std::optional<SiteSession> open_session(const Site& site, std::string_view sealed,
                                        const crypto::KeyRing& keys, Timestamp now) {
  if (sealed.empty() || sealed.size() > cookie_bytes_max) return std::nullopt;
  const auto plain = keys.open(sealed, context_of(site));
  if (!plain) return std::nullopt;
  const auto parsed = parse_json(plain->reveal());
  if (!parsed) return std::nullopt;
  // What we sealed ourselves has its form.
  const auto& fields = parsed->as_object();
  SiteSession session{std::string(fields.at("key").as_string()),
                      std::string(fields.at("form").as_string()),
                      {fields.at("until").as_int64()}};
  if (now >= session.until) return std::nullopt;
  return session;
}

SiteDoor::SiteDoor(const Site& site, const ApiParts& parts)
    : site_(site),
      book_(*parts.credentials),
      keys_(parts.keys),
      clock_(parts.clock),
      networks_(parts.networks),
      switches_(parts.switches),
      limits_(*parts.rate_limits),
      refused_limit_(refused_index(limits_)),
      public_url_(parts.public_url) {}

std::shared_ptr<const http::Caller> SiteDoor::caller_of(const access::KnownCredentialPtr& known,
                                                        const http::Request& request,
                                                        Timestamp now) const {
  if (!known || !known->credential.is_valid(now)) return nullptr;
  const bool is_partners = known->credential.kind == access::CredentialKind::partner;
  if (is_partners != site_.for_partners) return nullptr;
  if (!networks_.empty() && !networks_.contains(request.address)) return nullptr;
  if (!known->networks.empty() && !known->networks.contains(request.address)) return nullptr;
  if (!known->bearer->may(std::string(site_.scope_read))) return nullptr;
  if (is_partners && switches_.is_disabled(known->bearer->organisation, known->bearer->partner))
    return nullptr;
  return known->bearer;
}

Async<std::optional<SiteVisitor>> SiteDoor::visitor(const http::Request& request) const {
  const Timestamp now = clock_.now();
  auto session = open_session(site_, cookie_value(request, site_.cookie), keys_, now);
  if (!session) co_return std::nullopt;
  const auto known = co_await book_.find(session->public_key);
  auto caller = caller_of(known, request, now);
  if (!caller) co_return std::nullopt;
  co_return SiteVisitor{std::move(*session), std::move(caller)};
}

bool SiteDoor::is_over_limit(const std::string& address) const {
  return refused_limit_ && !address.empty() &&
         !limits_.look_at(*refused_limit_, "", address).passes;
}

void SiteDoor::count_refusal(const http::Request& request,
                             const access::KnownCredentialPtr& known) {
  const std::string path = site_path(site_, {"login"});
  refusals_.refused("a sign-in at " + std::string(site_.path), known ? known->credential.id : "",
                    request.address, "POST " + path, clock_.now());
  if (refused_limit_ && !request.address.empty()) limits_.use(*refused_limit_, "", request.address);
}

Async<Result<SiteSession>> SiteDoor::sign_in(const http::Request& request, std::string key,
                                             std::string secret) {
  const Timestamp now = clock_.now();
  if (is_over_limit(request.address))
    co_return unavailable("too many sign-ins from here were refused; try again later");
  const std::string given_hash = access::hash_of_secret(secret);
  static const std::string nobody = access::hash_of_secret(crypto::random_hex(32).reveal());
  access::KnownCredentialPtr known;
  // A key of another form is not looked up: nobody can have it.
  if (access::public_key_of(key) == key && !key.empty()) known = co_await book_.find(key);
  const bool fits = crypto::equal_in_constant_time(given_hash, known ? known->secret_hash : nobody);
  if (!fits || !caller_of(known, request, now)) {
    count_refusal(request, known);
    co_return refused(
        "key and secret do not fit, or are not a credential for these pages with the "
        "scope " +
        std::string(site_.scope_read));
  }
  book_.used(known, now);
  co_return SiteSession{key, std::string(crypto::random_hex(form_token_bytes).reveal()),
                        now + site_session_life};
}

std::string SiteDoor::cookie(const std::optional<SiteSession>& session) const {
  const bool is_secure = public_url_().starts_with("https://");
  const auto life = std::chrono::seconds(session ? site_session_life : std::chrono::hours(0));
  return std::string(site_.cookie) + "=" + (session ? seal_session(site_, *session, keys_) : "") +
         "; Path=" + std::string(site_.path) + "; Max-Age=" + std::to_string(life.count()) +
         "; HttpOnly; SameSite=Strict" + (is_secure ? "; Secure" : "");
}

}  // namespace patchbay::api
