#include "hub/access/idempotency_keys.h"
#include "hub/jobs/store_clock.h"
#include "hub/store/query.h"

namespace patchbay::access {
namespace {

using jobs::machine_now;
using jobs::now_sql;

constexpr int tries_max = 3;

/// Whether the key is this run's now: it was free, or its lease or retention was over.
bool take(store::Session& session, const KeyClaim& claim, Duration lease) {
  const std::string now = now_sql(session);
  const std::string sql =
      "INSERT INTO idempotency_keys (organisation_id, scope, idempotency_key, fingerprint, claim, "
      "expires_at, status, content_type, location, body) VALUES (:organisation, :scope, :key, "
      ":fingerprint, :claim, " +
      now +
      " + :lease, 0, '', '', '') ON CONFLICT (organisation_id, scope, idempotency_key) DO UPDATE "
      "SET fingerprint = excluded.fingerprint, claim = excluded.claim, expires_at = "
      "excluded.expires_at, status = 0, content_type = '', location = '', body = '' "
      "WHERE idempotency_keys.expires_at <= " +
      now;
  return store::execute(session, sql,
                        {{"organisation", claim.organisation},
                         {"scope", claim.scope},
                         {"key", claim.key},
                         {"fingerprint", claim.fingerprint},
                         {"claim", claim.claim},
                         {"lease", lease.count()},
                         {"now", machine_now()}}) == 1;
}

std::optional<KeyRow> find(store::Session& session, const KeyClaim& claim) {
  std::optional<KeyRow> found;
  const auto read = [&](std::string fingerprint, std::string running, std::int64_t left, int status,
                        std::string content_type, std::string location, std::string body) {
    found =
        KeyRow{std::move(fingerprint), !running.empty(), left <= 0,
               StoredAnswer{status, std::move(content_type), std::move(location), std::move(body)}};
  };
  const std::string sql = "SELECT fingerprint, claim, expires_at - " +
                          std::string(now_sql(session)) +
                          ", status, content_type, location, body FROM idempotency_keys WHERE "
                          "organisation_id = :organisation AND scope = :scope AND "
                          "idempotency_key = :key";
  store::query(session, sql,
               {{"organisation", claim.organisation},
                {"scope", claim.scope},
                {"key", claim.key},
                {"now", machine_now()}},
               read);
  return found;
}

}  // namespace

KeyDecision claim_key(store::Session& session, const KeyClaim& claim, Duration lease) {
  for (int i = 0; i < tries_max; ++i) {
    if (take(session, claim, lease)) return Proceed{};
    auto decision = decide(find(session, claim), claim.fingerprint);
    if (!std::holds_alternative<Proceed>(decision)) return decision;
    // It was given back between the two statements.
  }
  return InFlight{};
}

bool keep_answer(store::Session& session, const KeyClaim& claim, const StoredAnswer& answer,
                 Duration retention) {
  const std::string sql =
      "UPDATE idempotency_keys SET claim = '', status = :status, content_type = :type, location = "
      ":location, body = :body, expires_at = " +
      std::string(now_sql(session)) +
      " + :retention WHERE organisation_id = :organisation AND scope = :scope AND "
      "idempotency_key = :key AND claim = :claim";
  return store::execute(session, sql,
                        {{"status", answer.status},
                         {"type", answer.content_type},
                         {"location", answer.location},
                         {"body", answer.body},
                         {"retention", retention.count()},
                         {"organisation", claim.organisation},
                         {"scope", claim.scope},
                         {"key", claim.key},
                         {"claim", claim.claim},
                         {"now", machine_now()}}) == 1;
}

void release_key(store::Session& session, const KeyClaim& claim) {
  store::execute(session,
                 "DELETE FROM idempotency_keys WHERE organisation_id = :organisation AND "
                 "scope = :scope AND idempotency_key = :key AND claim = :claim",
                 {{"organisation", claim.organisation},
                  {"scope", claim.scope},
                  {"key", claim.key},
                  {"claim", claim.claim}});
}

std::int64_t purge_keys(store::Session& session, std::size_t limit) {
  const std::string sql =
      "DELETE FROM idempotency_keys WHERE (organisation_id, scope, idempotency_key) IN (SELECT "
      "organisation_id, scope, idempotency_key FROM idempotency_keys WHERE expires_at <= " +
      std::string(now_sql(session)) +
      " ORDER BY expires_at LIMIT :most) AND expires_at <= " + now_sql(session);
  return store::execute(session, sql, {{"most", limit}, {"now", machine_now()}});
}

}  // namespace patchbay::access
