#include "hub/api/guard.h"

#include "hub/access/admission.h"
#include "hub/access/refusal_log.h"
#include "hub/access/replay_window.h"
#include "hub/access/used_signatures.h"

namespace patchbay::api {
namespace {

using access::Admission;
using http::Request;
using http::Response;
using http::Route;

/// A customer's credential opens nothing but what is made for customers, whatever its scopes say.
Result<void> check_scope(const http::Caller& caller, const Route& route) {
  const bool is_customer = !caller.customer.empty();
  if (is_customer && route.own_scope.empty())
    return refused("this is not for a customer's credential");
  const std::string& scope = is_customer ? route.own_scope : route.scope;
  if (caller.may(scope)) return {};
  return refused("this needs the scope " + scope);
}

/// What all requests of one API pass.
class Door {
 public:
  explicit Door(const ApiParts& parts)
      : store_(parts.store),
        book_(parts.credentials),
        clock_(parts.clock),
        networks_(parts.networks),
        switches_(parts.switches),
        admin_hash_(
            parts.admin_token.empty() ? "" : access::hash_of_secret(parts.admin_token.reveal())) {
    auto caller = std::make_shared<http::Caller>();
    caller->organisation = parts.organisation;
    caller->actor = "api:admin";
    caller->role = "owner";
    caller->scopes = {"*"};
    admin_ = std::move(caller);
  }

  Async<std::optional<Response>> admit(Request& request, const Route& route) {
    const Timestamp now = clock_.now();
    const std::string_view token = access::bearer_token(request.headers);
    const std::string key = access::public_key_of(token);
    access::KnownCredentialPtr known;
    if (!key.empty() && book_) known = co_await book_->find(key);
    auto way_in = key.empty() ? by_admin_token(token) : access::admit(known, token, request, now);
    if (way_in && !networks_.empty() && !networks_.contains(request.address))
      way_in = refused("the address is not on the organisation's list");
    if (way_in && switches_.is_disabled(way_in->caller->organisation, way_in->caller->partner))
      way_in = refused("its partner is disabled");
    if (!way_in) co_return refuse(way_in.error().message, known, request, route, now);
    request.caller = way_in->caller;
    if (auto without = check_scope(*request.caller, route); !without)
      co_return http::problem(403, http::reason_of(403), without.error().message);
    if (way_in->signature) {
      const bool is_new = co_await use_up(*way_in->signature, request, route, now);
      if (!is_new) co_return refuse("the signature was used before", known, request, route, now);
    }
    if (known) book_->used(known, now);
    co_return std::nullopt;
  }

 private:
  Result<Admission> by_admin_token(std::string_view token) const {
    if (token.empty()) return refused("no bearer token");
    const bool fits = crypto::equal_in_constant_time(access::hash_of_secret(token), admin_hash_);
    if (!fits) return refused("an unknown token");
    return Admission{admin_, std::nullopt};
  }

  Response refuse(std::string_view reason, const access::KnownCredentialPtr& known,
                  const Request& request, const Route& route, Timestamp now) {
    refusals_.refused(reason, known ? known->credential.id : "", request.address,
                      route.method + " " + route.pattern, now);
    return authentication_failed();
  }

  /// False: it was used before.
  Async<bool> use_up(const Admission::Signed& given, Request& request, const Route& route,
                     Timestamp now) {
    const bool is_weak = given.scheme == access::SignatureScheme::timestamp_only;
    if (is_weak) weak_.used(request.caller->credential, request.caller->partner, now);
    // A weak one fits any request, so one that was seen on a read must not do for a change.
    if (route.method == "GET" && !is_weak) co_return replays_.use(given.signature, given.at, now);
    const access::SignatureUse use{request.caller->organisation, crypto::to_hex(given.signature),
                                   given.at + access::signature_window};
    if (route.keeps_answer) {
      request.signature = http::ProvenSignature{use.signature, use.expires_at};
      co_return true;
    }
    co_return co_await store_.write(
        [&use](store::Session& session) { return access::use_signature(session, use); });
  }

  store::Store& store_;
  access::CredentialBook* book_;
  const Clock& clock_;
  const http::Networks networks_;
  const jobs::SwitchBoard& switches_;
  const std::string admin_hash_;  ///< empty: there is no admin token
  std::shared_ptr<const http::Caller> admin_;
  access::ReplayWindow replays_;
  access::RefusalLog refusals_;
  access::WeakSignatureLog weak_;
};

}  // namespace

Response authentication_failed() {
  auto response = http::problem(401, http::reason_of(401),
                                "send a valid credential as \"Authorization: Bearer …\", signed if "
                                "it has to be, from an address that it allows");
  response.headers.add("WWW-Authenticate", "Bearer realm=\"patchbay\"");
  return response;
}

http::Router::Guard make_guard(const ApiParts& parts) {
  auto door = std::make_shared<Door>(parts);
  return [door](Request& request, const Route& route) { return door->admit(request, route); };
}

}  // namespace patchbay::api
