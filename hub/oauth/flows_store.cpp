#include "hub/oauth/flows_store.h"

#include "hub/store/query.h"

namespace patchbay::oauth {
namespace {

constexpr std::size_t expired_at_once_max = 100;

}  // namespace

void put_flow(store::Session& session, const Flow& flow, std::size_t of_session_max,
              Timestamp now) {
  store::execute(session,
                 "DELETE FROM oauth_flows WHERE organisation_id = :organisation AND state_hash IN ("
                 "SELECT state_hash FROM oauth_flows WHERE organisation_id = :organisation AND "
                 "session_hash = :session ORDER BY expires_at DESC LIMIT 1000 OFFSET :kept)",
                 {{"organisation", flow.key.organisation},
                  {"session", flow.session_hash},
                  {"kept", of_session_max - 1}});
  store::execute(
      session,
      "DELETE FROM oauth_flows WHERE organisation_id = :organisation AND state_hash IN ("
      "SELECT state_hash FROM oauth_flows WHERE organisation_id = :organisation AND "
      "expires_at < :now ORDER BY expires_at LIMIT :most)",
      {{"organisation", flow.key.organisation}, {"now", now}, {"most", expired_at_once_max}});
  store::execute(session,
                 "INSERT INTO oauth_flows (organisation_id, state_hash, partner, customer, "
                 "session_hash, redirect_uri, sealed_verifier, issuer, announces_iss, expires_at) "
                 "VALUES (:organisation, :state, :partner, :customer, :session, :redirect, "
                 ":verifier, :issuer, :announces, :expires_at)",
                 {{"organisation", flow.key.organisation},
                  {"state", flow.state_hash},
                  {"partner", flow.key.partner},
                  {"customer", flow.key.customer},
                  {"session", flow.session_hash},
                  {"redirect", flow.redirect_uri},
                  {"verifier", flow.sealed_verifier},
                  {"issuer", flow.issuer},
                  {"announces", flow.announces_iss ? 1 : 0},
                  {"expires_at", flow.expires_at}});
}

std::optional<Flow> take_flow(store::Session& session, const OrganisationId& organisation,
                              const std::string& state_hash) {
  std::optional<Flow> taken;
  store::query(
      session,
      "DELETE FROM oauth_flows WHERE organisation_id = :organisation AND "
      "state_hash = :state RETURNING partner, customer, session_hash, redirect_uri, "
      "sealed_verifier, issuer, announces_iss, expires_at",
      {{"organisation", organisation}, {"state", state_hash}},
      [&](std::string partner, std::string customer, std::string session_hash, std::string redirect,
          std::string verifier, std::string issuer, bool announces, Timestamp expires_at) {
        taken = Flow{{organisation, std::move(partner), std::move(customer)},
                     state_hash,
                     std::move(session_hash),
                     std::move(redirect),
                     std::move(verifier),
                     std::move(issuer),
                     announces,
                     expires_at};
      });
  return taken;
}

void delete_flows(store::Session& session, const TokenKey& key) {
  store::execute(
      session,
      "DELETE FROM oauth_flows WHERE organisation_id = :organisation AND "
      "partner = :partner AND customer = :customer",
      {{"organisation", key.organisation}, {"partner", key.partner}, {"customer", key.customer}});
}

void put_revocation(store::Session& session, const RevocationRow& row) {
  store::execute(session,
                 "INSERT INTO oauth_revocations (organisation_id, id, partner, customer, "
                 "sealed_access_token, sealed_refresh_token, at) VALUES (:organisation, :id, "
                 ":partner, :customer, :access, :refresh, :at)",
                 {{"organisation", row.key.organisation},
                  {"id", row.id},
                  {"partner", row.key.partner},
                  {"customer", row.key.customer},
                  {"access", row.sealed_access},
                  {"refresh", row.sealed_refresh},
                  {"at", row.at}});
}

std::optional<RevocationRow> find_revocation(store::Session& session,
                                             const OrganisationId& organisation,
                                             const std::string& id) {
  std::optional<RevocationRow> found;
  store::query(session,
               "SELECT partner, customer, sealed_access_token, sealed_refresh_token, at "
               "FROM oauth_revocations WHERE organisation_id = :organisation AND id = :id",
               {{"organisation", organisation}, {"id", id}},
               [&](std::string partner, std::string customer, std::string access,
                   std::string refresh, Timestamp at) {
                 found = RevocationRow{{organisation, std::move(partner), std::move(customer)},
                                       id,
                                       std::move(access),
                                       std::move(refresh),
                                       at};
               });
  return found;
}

void delete_revocation(store::Session& session, const OrganisationId& organisation,
                       const std::string& id) {
  store::execute(session,
                 "DELETE FROM oauth_revocations WHERE organisation_id = :organisation AND id = :id",
                 {{"organisation", organisation}, {"id", id}});
}

}  // namespace patchbay::oauth
