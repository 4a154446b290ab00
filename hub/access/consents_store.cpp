#include <array>

#include "hub/access/consents.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::access {
namespace {

constexpr std::array purposes{Purpose::rewards, Purpose::profile, Purpose::marketing};
constexpr std::int64_t history_max = 1'000;

}  // namespace

const char* name_of(Purpose purpose) {
  constexpr const char* names[] = {"rewards", "profile", "marketing"};
  return names[static_cast<std::size_t>(purpose)];
}

std::optional<Purpose> parse_purpose(std::string_view name) {
  for (const auto purpose : purposes)
    if (name == name_of(purpose)) return purpose;
  return std::nullopt;
}

std::vector<std::string> purpose_names() {
  std::vector<std::string> names;
  for (const auto purpose : purposes) names.emplace_back(name_of(purpose));
  return names;
}

bool grant_consent(store::Session& session, const ConsentKey& key, Purpose purpose,
                   const std::string& how, const std::string& actor, Timestamp at) {
  return store::execute(
             session,
             "INSERT INTO consents (organisation_id, customer_id, partner, purpose, how, "
             "granted_by, granted_at) VALUES (:organisation, :customer, :partner, :purpose, :how, "
             ":actor, :at) ON CONFLICT (organisation_id, customer_id, partner, purpose) "
             "WHERE revoked_at IS NULL DO NOTHING",
             {{"organisation", key.organisation},
              {"customer", key.customer},
              {"partner", key.partner},
              {"purpose", name_of(purpose)},
              {"how", how},
              {"actor", actor},
              {"at", at}}) == 1;
}

std::vector<Purpose> close_consents(store::Session& session, const ConsentKey& key,
                                    std::optional<Purpose> purpose, const std::string& actor,
                                    const std::string& reason, Timestamp at) {
  std::vector<Purpose> closed;
  store::query(session,
               "UPDATE consents SET revoked_by = :actor, revoke_reason = :reason, revoked_at = :at "
               "WHERE organisation_id = :organisation AND customer_id = :customer AND "
               "partner = :partner AND revoked_at IS NULL AND "
               "(:purpose = '' OR purpose = :purpose) RETURNING purpose",
               {{"actor", actor},
                {"reason", reason},
                {"at", at},
                {"organisation", key.organisation},
                {"customer", key.customer},
                {"partner", key.partner},
                {"purpose", purpose ? name_of(*purpose) : ""}},
               [&](std::string name) {
                 if (const auto known = parse_purpose(name)) closed.push_back(*known);
               });
  return closed;
}

bool has_consent(store::Session& session, const ConsentKey& key, Purpose purpose) {
  const std::vector<std::string> one{key.customer};
  return !consenting(session, key.organisation, key.partner, purpose, one).empty();
}

std::set<std::string> consenting(store::Session& session, const OrganisationId& organisation,
                                 const std::string& partner, Purpose purpose,
                                 std::span<const std::string> customers) {
  std::set<std::string> found;
  if (customers.empty()) return found;
  store::Rows rows({{"customer", store::ColumnType::text}});
  for (const auto& customer : customers) rows.add(customer);
  store::query(
      session,
      "SELECT c.customer_id FROM {rows} AS r CROSS JOIN consents AS c WHERE "
      "c.organisation_id = :organisation AND c.customer_id = r.customer AND "
      "c.partner = :partner AND c.purpose = :purpose AND c.revoked_at IS NULL",
      rows, {{"organisation", organisation}, {"partner", partner}, {"purpose", name_of(purpose)}},
      [&](std::string customer) { found.insert(std::move(customer)); });
  return found;
}

std::vector<Consent> list_consents(store::Session& session, const ConsentKey& key) {
  std::vector<Consent> consents;
  const auto add = [&](std::string partner, std::string purpose, std::string how, std::string by,
                       Timestamp at, std::string revoked_by, std::string reason,
                       std::optional<Timestamp> revoked_at) {
    consents.push_back({key.customer, std::move(partner), std::move(purpose), std::move(how),
                        std::move(by), at, std::move(revoked_by), std::move(reason), revoked_at});
  };
  store::query(session,
               "SELECT partner, purpose, how, granted_by, granted_at, revoked_by, revoke_reason, "
               "revoked_at FROM consents WHERE organisation_id = :organisation AND "
               "customer_id = :customer AND (:partner = '' OR partner = :partner) "
               "ORDER BY id DESC LIMIT :most",
               {{"organisation", key.organisation},
                {"customer", key.customer},
                {"partner", key.partner},
                {"most", history_max}},
               add);
  return consents;
}

}  // namespace patchbay::access
