#include "hub/oauth/authorizations.h"

#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/crypto/jwt.h"
#include "hub/crypto/sealed_context.h"
#include "hub/jobs/store_clock.h"
#include "hub/oauth/consent_log.h"
#include "hub/oauth/endpoints.h"
#include "hub/oauth/flow_check.h"
#include "hub/oauth/sealed_pair.h"
#include "hub/oauth/token_request.h"

namespace patchbay::oauth {
namespace {

constexpr std::size_t secret_bytes = 32;  // 43 characters: RFC 7636 section 4.1 asks for no less
constexpr std::size_t of_session_max = 8;
constexpr std::chrono::minutes flow_life{10};

std::string context(const TokenKey& key, const std::string& state_hash) {
  return crypto::sealed_context("oauth_flows", {key.organisation, state_hash}, "sealed_verifier");
}

class StoredAuthorizations final : public Authorizations {
 public:
  StoredAuthorizations(store::Store& store, const crypto::KeyRing& keys, const Clock& clock,
                       Random& random)
      : store_(store), keys_(keys), clock_(clock), random_(random), found_(clock) {}

  Async<Result<std::string>> begin(AuthorizationStart start, http::Client& http) override;
  Async<Result<TokenKey>> finish(AuthorizationAnswer answer, AlsoStore also,
                                 http::Client& http) override;

 private:
  struct Taken {
    std::optional<Flow> flow;
    Timestamp now;
  };
  Async<Taken> take(const AuthorizationAnswer& answer);
  Async<Result<TokenAnswer>> exchange(const AuthorizationAnswer& answer, const Flow& flow,
                                      http::Client& http);
  Async<void> keep(const AuthorizationAnswer& answer, const Taken& taken, TokenAnswer tokens,
                   const AlsoStore& also);
  std::string random_text() const {
    std::array<std::byte, secret_bytes> bytes{};
    random_.fill(bytes);
    return crypto::to_base64url(bytes);
  }

  store::Store& store_;
  const crypto::KeyRing& keys_;
  const Clock& clock_;
  Random& random_;
  Discovery found_;
};

Async<Result<std::string>> StoredAuthorizations::begin(AuthorizationStart start,
                                                       http::Client& http) {
  const std::string where = "partner " + start.key.partner;
  if (start.settings->grant != GrantType::authorization_code)
    co_return invalid(where + " asks nobody for consent: its grant is " +
                      name_of(start.settings->grant));
  const auto at = co_await found_.find(start.settings, Wanted::authorization, http);
  if (!at) co_return at.error().in(where);
  const Challenge challenge{random_text(), Secret(random_text()), start.redirect_uri};
  Flow flow;
  flow.key = start.key;
  flow.state_hash = hashed(challenge.state);
  flow.session_hash = hashed(start.session);
  flow.redirect_uri = start.redirect_uri;
  flow.sealed_verifier =
      keys_.seal(challenge.verifier.reveal(), context(flow.key, flow.state_hash));
  flow.issuer = start.settings->issuer;
  flow.announces_iss = at->announces_iss;
  auto put = [&flow](store::Session& session) {
    const auto now = jobs::store_now(session);
    flow.expires_at = now + flow_life;
    put_flow(session, flow, of_session_max, now);
  };
  co_await store_.write(put);
  co_return authorization_url(*start.settings, *at, challenge);
}

Async<Result<TokenKey>> StoredAuthorizations::finish(AuthorizationAnswer answer, AlsoStore also,
                                                     http::Client& http) {
  const auto taken = co_await take(answer);
  if (!taken.flow) co_return foreign_state(answer.partner);
  if (const auto checked = check_answer(*taken.flow, answer, taken.now); !checked) {
    log_line(LogLevel::warning, "oauth.authorization_refused",
             {{"organisation", answer.organisation},
              {"partner", answer.partner},
              {"error", checked.error().message}});
    co_return checked.error();
  }
  auto tokens = co_await exchange(answer, *taken.flow, http);
  if (!tokens) co_return tokens.error();
  co_await keep(answer, taken, *std::move(tokens), also);
  failpoint("oauth.finish.committed");
  co_return taken.flow->key;
}

/// Whatever comes of it, the state is used up.
Async<StoredAuthorizations::Taken> StoredAuthorizations::take(const AuthorizationAnswer& answer) {
  auto take = [&answer](store::Session& session) {
    return Taken{take_flow(session, answer.organisation, hashed(answer.state)),
                 jobs::store_now(session)};
  };
  auto taken = co_await store_.write(take);
  failpoint("oauth.state.committed");
  co_return taken;
}

Async<Result<TokenAnswer>> StoredAuthorizations::exchange(const AuthorizationAnswer& answer,
                                                          const Flow& flow, http::Client& http) {
  const std::string where = "partner " + flow.key.partner;
  auto verifier = keys_.open(flow.sealed_verifier, context(flow.key, flow.state_hash));
  if (!verifier) co_return verifier.error().in(where);
  const auto at = co_await found_.find(answer.settings, Wanted::token, http);
  if (!at) co_return at.error().in(where);
  const Code code{Secret(answer.code), *std::move(verifier), flow.redirect_uri};
  const Stamp stamp{clock_.now(), random_};
  auto request = code_request(*answer.settings, *at, code, stamp);
  if (!request) co_return request.error().in(where);
  const auto exchange = co_await http.send(*std::move(request));
  auto reply = read_token_answer(*answer.settings, exchange, flow.key.partner, clock_.now());
  if (auto* refusal = std::get_if<TokenRefusal>(&reply)) co_return std::move(refusal->error);
  co_return std::get<TokenAnswer>(std::move(reply));
}

Async<void> StoredAuthorizations::keep(const AuthorizationAnswer& answer, const Taken& taken,
                                       TokenAnswer tokens, const AlsoStore& also) {
  const TokenKey& key = taken.flow->key;
  // The life counts from before the exchange: the partner's own count began somewhere after.
  const auto pair = seal_pair(keys_, key, GrantType::authorization_code, tokens, taken.now);
  auto store = [&](store::Session& session) {
    const auto now = jobs::store_now(session);
    put_consent(session, key, pair, now);
    log_consent(
        session,
        {.what = ConsentChange::given, .key = key, .actor = answer.actor, .reason = "", .at = now});
    if (also) also(session, key, now);
    failpoint("oauth.finish.before_commit");
  };
  co_await store_.write(store);
}

}  // namespace

std::unique_ptr<Authorizations> make_authorizations(store::Store& store,
                                                    const crypto::KeyRing& keys, const Clock& clock,
                                                    Random& random) {
  return std::make_unique<StoredAuthorizations>(store, keys, clock, random);
}

}  // namespace patchbay::oauth
