#include "hub/oauth/revocation.h"

#include <algorithm>
#include <boost/json.hpp>

#include "hub/base/failpoint.h"
#include "hub/base/id.h"
#include "hub/base/log.h"
#include "hub/crypto/sealed_context.h"
#include "hub/crypto/system_random.h"
#include "hub/http/json.h"
#include "hub/oauth/consent_log.h"
#include "hub/oauth/flows_store.h"
#include "hub/oauth/revocation_answer.h"
#include "hub/oauth/sealed_pair.h"
#include "hub/oauth/token_request.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::oauth {
namespace {

std::string context(const RevocationRow& row, const char* column) {
  return crypto::sealed_context("oauth_revocations", {row.key.organisation, row.id}, column);
}

std::string seal(const crypto::KeyRing& keys, const RevocationRow& row, const Secret& token,
                 const char* column) {
  return token.empty() ? std::string() : keys.seal(token.reveal(), context(row, column));
}

/// What the partner has to be told of.
void put(store::Session& session, const crypto::KeyRing& keys, const Revoke& wanted,
         const Opened& seen, Random& random) {
  RevocationRow row;
  row.key = wanted.key;
  row.id = new_id("rvk", ManualClock(wanted.at), random);
  row.sealed_access = seal(keys, row, seen.access, "sealed_access_token");
  row.sealed_refresh = seal(keys, row, seen.refresh, "sealed_refresh_token");
  row.at = wanted.at;
  put_revocation(session, row);
  jobs::NewJob job;
  job.organisation = wanted.key.organisation;
  job.kind = revoke_kind;
  job.key = row.id;
  job.payload = boost::json::serialize(boost::json::object{{"id", row.id}});
  job.run_at = wanted.at;
  jobs::enqueue(session, {&job, 1}, wanted.at);
}

class Revoker {
 public:
  explicit Revoker(RevokerParts parts) : parts_(std::move(parts)), found_(parts_.clock) {}

  Async<jobs::End> run(jobs::Job job);

 private:
  Async<Told> tell(SharedSettings settings, const RevocationRow& row);
  Async<Told> tell_of(const ClientSettings& settings, const Endpoints& at, Secret token,
                      const char* hint);
  Async<void> drop(const RevocationRow& row);
  Secret open(const RevocationRow& row, const std::string& sealed, const char* column) const;

  RevokerParts parts_;
  Discovery found_;
};

Async<jobs::End> Revoker::run(jobs::Job job) {
  const auto payload = parse_json(job.payload);
  const std::string id = payload ? std::string(payload->at("id").as_string()) : std::string();
  auto find = [&](store::Session& session) {
    return find_revocation(session, job.organisation, id);
  };
  const auto row = co_await parts_.store.read(find);
  if (!row) co_return jobs::Done{};
  const auto settings = parts_.settings(row->key.organisation, row->key.partner);
  if (!settings)
    co_return jobs::Dead{"partner " + row->key.partner + " is not configured any more"};
  const auto told = co_await tell(settings, *row);
  log_line(told.is_done ? LogLevel::info : LogLevel::warning, "oauth.revoked",
           {{"organisation", row->key.organisation},
            {"partner", row->key.partner},
            {"result", told.is_done ? "ok" : told.reason}});
  if (!told.is_done) co_return end_of(told, *row, job.attempt, parts_.clock.now());
  co_await drop(*row);
  failpoint("oauth.revocation.committed");
  co_return jobs::Done{};
}

/// The refresh token first: where it goes, most partners end the access token with it.
Async<Told> Revoker::tell(SharedSettings settings, const RevocationRow& row) {
  const auto at = co_await found_.find(settings, Wanted::revocation, parts_.http());
  if (!at) co_return Told{false, at.error().kind == ErrorKind::unavailable, at.error().message};
  if (at->revocation.empty()) co_return Told{true};
  const auto refresh = open(row, row.sealed_refresh, "sealed_refresh_token");
  if (!refresh.empty()) {
    auto told = co_await tell_of(*settings, *at, refresh, "refresh_token");
    if (!told.is_done) co_return told;
  }
  const auto access = open(row, row.sealed_access, "sealed_access_token");
  if (access.empty()) co_return Told{true};
  co_return co_await tell_of(*settings, *at, access, "access_token");
}

Async<Told> Revoker::tell_of(const ClientSettings& settings, const Endpoints& at, Secret token,
                             const char* hint) {
  const Stamp stamp{parts_.clock.now(), crypto::system_random()};
  auto request = revocation_request(settings, at, token, hint, stamp);
  if (!request) co_return Told{false, false, request.error().message};
  const auto exchange = co_await parts_.http().send(*std::move(request));
  co_return read_revocation_answer(exchange, parts_.clock.now());
}

Async<void> Revoker::drop(const RevocationRow& row) {
  auto erase_row = [&](store::Session& session) {
    delete_revocation(session, row.key.organisation, row.id);
  };
  co_await parts_.store.write(erase_row);
}

Secret Revoker::open(const RevocationRow& row, const std::string& sealed,
                     const char* column) const {
  if (sealed.empty()) return {};
  return parts_.keys.open(sealed, context(row, column)).value();
}

}  // namespace

bool revoke(store::Session& session, const crypto::KeyRing& keys, const Revoke& wanted,
            Random& random) {
  delete_flows(session, wanted.key);
  fence_off(session, wanted.key);  // or a pair stored in between would go without a word
  const auto seen = look_at(session, keys, wanted.key, Secret());
  if (!seen.row) return false;
  const bool has_tokens = seen.standing.has_access || seen.standing.has_refresh;
  if (has_tokens) put(session, keys, wanted, seen, random);
  erase(session, wanted.key);
  log_consent(session, {.what = ConsentChange::revoked,
                        .key = wanted.key,
                        .actor = wanted.actor,
                        .reason = wanted.reason,
                        .at = wanted.at});
  return true;
}

jobs::Handler make_revoker(RevokerParts parts) {
  auto revoker = std::make_shared<Revoker>(std::move(parts));
  return [revoker](jobs::Job job) { return revoker->run(std::move(job)); };
}

}  // namespace patchbay::oauth
