// What the partner's server says of itself: certificate, clock, tokens.

#include <filesystem>

#include "adapters/auth.h"
#include "hub/app/doctor/doctor.h"
#include "hub/app/loop_clients.h"
#include "hub/app/run_blocking.h"
#include "hub/http/certificate.h"
#include "hub/http/http_date.h"
#include "hub/http/url.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::app {
namespace {

/// The address of its API; nothing when it has none.
std::optional<std::string> address_of(const Patient& patient) {
  if (!patient.partner) return std::nullopt;
  auto url = adapters::api_url_of(*patient.partner);
  return url.empty() ? std::nullopt : std::optional(std::move(url));
}

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// A loop and a client of one check: when it goes, nothing of it runs any more.
class Wire {
 public:
  ~Wire() { loops_->stop(); }
  http::Client& client() { return clients_.here(); }
  template <class T>
  T run(Async<T> work) {
    return run_blocking(*loops_, std::move(work));
  }

 private:
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  LoopClients clients_{*loops_, http::ClientOptions{}};
};

Async<http::Exchange> ask(Wire& wire, http::ClientRequest request) {
  co_return co_await wire.client().send(std::move(request));
}

/// A store of its own, so that tokens of a running hub stay as they are.
class ScratchStore {
 public:
  ScratchStore() {
    std::string pattern = (std::filesystem::temp_directory_path() / "patchbay-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      throw ErrorException(unavailable("no scratch folder can be made: " + pattern));
    folder_ = pattern;
    store::StoreOptions options;
    options.url = "sqlite://" + folder_ + "/doctor.db";
    store_ = store::open_store(options).value();
  }
  ~ScratchStore() {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ScratchStore(const ScratchStore&) = delete;
  ScratchStore& operator=(const ScratchStore&) = delete;
  store::Store& store() { return *store_; }

 private:
  std::string folder_;
  std::unique_ptr<store::Store> store_;
};

Async<std::optional<oauth::NoToken>> sign_one(const adapters::Partner& partner, Wire& wire,
                                              oauth::TokenSource& tokens) {
  const std::string customer;
  const OrganisationId organisation = "doctor";
  const adapters::AuthContext context{organisation, customer, tokens, wire.client(),
                                      system_clock().now()};
  http::ClientRequest request;
  request.url = adapters::api_url_of(partner) + "/";
  auto signed_as = co_await partner.auth->sign(request, context);
  if (auto* none = std::get_if<oauth::NoToken>(&signed_as)) co_return std::move(*none);
  co_return std::nullopt;
}

Finding no_token(const oauth::NoToken& none) {
  if (none.needs_consent)
    return {"token", Grade::ok, "each customer lets the hub in; there is no token of its own"};
  const bool is_refused = none.error.kind == ErrorKind::refused;
  return {"token", Grade::fail, none.error.message,
          is_refused ? "check client id and secret, and that they are of this environment"
                     : "check token_path of the plug, and whether the partner is up"};
}

}  // namespace

std::vector<Finding> check_tls(Patient& patient) {
  const auto address = address_of(patient);
  if (!address) return {};
  const auto url = http::split_url(*address);
  if (!url) return {{"tls", Grade::fail, url.error().message, "correct api_url"}};
  if (!url->tls)
    return {{"tls", is_this_machine(url->host) ? Grade::ok : Grade::fail,
             url->host + " is called without TLS",
             is_this_machine(url->host) ? "" : "use https:// in api_url"}};
  Wire wire;
  const auto found =
      wire.run(http::look_at_certificate(*url, patient.partner->identity, patient.timeout));
  if (found) return {judge_certificate(found->subject, found->expires_at, system_clock().now())};
  const bool is_distrusted = found.error().kind == ErrorKind::refused;
  return {{"tls", Grade::fail, found.error().message,
           is_distrusted
               ? "check the host in api_url; name the partner's authority in tls_ca if it "
                 "has one of its own; give tls_certificate if it asks for one"
               : "check api_url, DNS, firewall and proxy of this machine"}};
}

std::vector<Finding> check_clock(Patient& patient) {
  const auto address = address_of(patient);
  if (!address) return {};
  http::ClientRequest request;
  request.method = "HEAD";
  request.url = *address + "/";
  request.timeout = patient.timeout;
  request.identity = patient.partner->identity;
  const Timestamp asked = system_clock().now();
  Wire wire;
  const auto exchange = wire.run(ask(wire, std::move(request)));
  const Timestamp answered = system_clock().now();
  if (const auto* failure = std::get_if<http::Failure>(&exchange))
    return {{"answer", Grade::fail, "no answer: " + failure->message,
             "the partner's server may be down; see its status page, then try again"}};
  const auto& response = std::get<http::Response>(exchange);
  const std::string says = "answers " + std::to_string(response.status) + " to HEAD " + *address;
  const bool is_ill = response.status >= 500;
  return {
      {"answer", is_ill ? Grade::warn : Grade::ok, says,
       is_ill ? "the partner's server is not well; try again later" : ""},
      judge_clock(http::parse_http_date(response.headers.get("date"), answered), asked, answered)};
}

std::vector<Finding> check_token(Patient& patient) {
  if (!address_of(patient) || !patient.partner->auth) return {};
  ScratchStore scratch;
  const auto keys = crypto::KeyRing::generate("doctor");
  oauth::TokenOptions options;
  options.lease = Duration(patient.timeout) * 5 / 2;  // a request is cut off at two fifths
  const auto tokens = oauth::make_token_source(scratch.store(), keys, system_clock(), options);
  Wire wire;
  const auto none = wire.run(sign_one(*patient.partner, wire, *tokens));
  if (none) return {no_token(*none)};
  const auto settings = patient.partner->auth->token_settings();
  const std::string type = adapters::name_of(patient.plug->manifest().auth.type);
  if (!settings) return {{"token", Grade::ok, "requests are signed (" + type + "); no token"}};
  const oauth::TokenKey key{"doctor", patient.partner->auth->token_name()};
  const auto granted = scratch.store().run_blocking(
      store::Access::read,
      [&](store::Session& session) { return oauth::granted_scope(session, key); });
  return {{"token", Grade::ok, "the partner gave one (" + type + ")"},
          judge_scope(settings->scope, granted)};
}

}  // namespace patchbay::app
