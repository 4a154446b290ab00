#include "hub/access/issue.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/access/roles.h"
#include "hub/base/id.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"
#include "hub/http/networks.h"

namespace patchbay::access {
namespace {

constexpr std::size_t name_bytes_max = 200;

/// For the audit: what a credential may and how long, never what proves it.
std::string state_of(const Credential& one) {
  const auto time = [](const std::optional<Timestamp>& at) {
    return at ? boost::json::value(to_rfc3339(*at)) : boost::json::value();
  };
  return boost::json::serialize(boost::json::object{
      {"id", one.id},
      {"customer", one.customer},
      {"role", one.role},
      {"scopes", join(std::vector<std::string>(one.scopes.begin(), one.scopes.end()), " ")},
      {"signing", name_of(one.signing)},
      {"timestamp_signature", one.allows_timestamp_signature},
      {"networks", one.networks},
      {"expires_at", time(one.expires_at)},
      {"revoked_at", time(one.revoked_at)}});
}

/// Of a credential that is no more, or not yet, its side is empty.
struct Change {
  std::string action, before, after;
};

void audit(store::Session& session, const Credential& one, const Change& change, const Giver& giver,
           Timestamp now) {
  AuditEntry entry;
  entry.organisation = one.organisation;
  entry.actor = giver.actor;
  entry.action = change.action;
  entry.subject = "credential:" + one.id;
  entry.reason = giver.reason;
  entry.detail = boost::json::serialize(boost::json::object{{"public_key", one.public_key}});
  entry.at = now;
  entry.address = giver.address;
  entry.before = change.before;
  entry.after = change.after;
  record(session, entry);
}

Result<void> check_text(const std::string& field, const std::string& text) {
  if (text.size() <= name_bytes_max && clean_text(text, name_bytes_max) == text &&
      text.find_first_of("\n\t") == std::string::npos)
    return {};
  return invalid(field + ": it must be plain text of at most " + std::to_string(name_bytes_max) +
                 " bytes");
}

/// A customer's credential is of one customer, has their role alone and ends soon.
Result<void> check_customer(const NewCredential& wanted, Timestamp now) {
  const std::string own = name_of(CredentialKind::customer);
  if (wanted.kind != CredentialKind::customer) {
    if (wanted.role == own)
      return invalid("role: only a credential of kind customer has the role customer");
    if (wanted.customer.empty()) return {};
    return invalid("customer: only a credential of kind customer is of a customer");
  }
  if (wanted.customer.empty())
    return invalid(
        "customer: a credential of kind customer names its customer; ask for it by POST "
        "/api/v1/customers/{id}/credentials");
  if (!wanted.role.empty() && wanted.role != own)
    return invalid("role: a credential of kind customer has the role customer and no other");
  if (!wanted.expires_at || *wanted.expires_at > now + customer_life_max)
    return invalid("expires_at: a credential of kind customer ends within 30 days");
  return {};
}

Result<void> check_wanted(const NewCredential& wanted, Timestamp now) {
  if (auto fine = check_text("name", wanted.name); !fine) return fine;
  if (auto fine = check_text("partner", wanted.partner); !fine) return fine;
  if (auto fine = check_text("customer", wanted.customer); !fine) return fine;
  const bool is_partner = wanted.kind == CredentialKind::partner;
  if (is_partner && wanted.partner.empty())
    return invalid("partner: a credential of kind partner names its partner");
  if (is_partner && !wanted.role.empty() && wanted.role != name_of(wanted.kind))
    return invalid("role: a credential of kind partner has the role partner and no other");
  if (!is_partner && !wanted.partner.empty())
    return invalid(std::string("partner: a credential of kind ") + name_of(wanted.kind) +
                   " has none");
  if (auto fine = check_customer(wanted, now); !fine) return fine;
  if (wanted.expires_at && *wanted.expires_at <= now)
    return invalid("expires_at: it is in the past; the credential would never work");
  const bool signs = wanted.signing ? *wanted.signing != Signing::none : is_partner;
  if (wanted.allows_timestamp_signature && !signs)
    return invalid("timestamp_signature: the credential does not sign at all");
  if (auto networks = http::Networks::parse_list(wanted.networks); !networks)
    return networks.error().in("networks");
  return {};
}

Result<void> check_giver(const Giver& giver, const std::set<std::string>& scopes) {
  for (const auto& scope : scopes)
    if (!giver.scopes.contains("*") && !giver.scopes.contains(scope))
      return refused("you do not have the scope " + scope + " yourself, so you cannot give it");
  return {};
}

/// Gives it keys, keeps it.
Issued keep(store::Session& session, Credential credential, const crypto::KeyRing& keys,
            const Giver& giver, Timestamp now) {
  KeyPair pair = new_key_pair(credential.is_live);
  credential.public_key = std::move(pair.public_key);
  credential.created_by = giver.actor;
  credential.created_at = now;
  insert_credential(session, credential, pair.secret, keys);
  return {std::move(credential), std::move(pair.secret)};
}

std::string new_credential_id() { return new_id("crd", system_clock(), crypto::system_random()); }

}  // namespace

Result<Issued> issue_credential(store::Session& session, const NewCredential& wanted,
                                const crypto::KeyRing& keys, const Giver& giver, Timestamp now) {
  if (auto fine = check_wanted(wanted, now); !fine) return fine.error();
  Credential one;
  one.role = wanted.role.empty() ? name_of(wanted.kind) : wanted.role;
  auto scopes = scopes_of(one.role, wanted.scopes);
  if (!scopes) return scopes.error();
  // What is a customer's own is given by whoever may change customers; the route asks for that.
  if (wanted.kind != CredentialKind::customer)
    if (auto fine = check_giver(giver, *scopes); !fine) return fine.error();
  const bool is_partner = wanted.kind == CredentialKind::partner;
  one.organisation = wanted.organisation;
  one.id = new_credential_id();
  one.lineage = one.id;
  one.kind = wanted.kind;
  one.partner = wanted.partner;
  one.customer = wanted.customer;
  one.scopes = std::move(*scopes);
  one.is_live = wanted.is_live;
  one.signing = wanted.signing.value_or(is_partner ? Signing::required : Signing::none);
  one.allows_timestamp_signature = wanted.allows_timestamp_signature;
  one.networks = wanted.networks;
  one.name = wanted.name;
  one.expires_at = wanted.expires_at;
  auto issued = keep(session, std::move(one), keys, giver, now);
  audit(session, issued.credential, {"credential.create", "", state_of(issued.credential)}, giver,
        now);
  return issued;
}

Result<Issued> rotate_credential(store::Session& session, const OrganisationId& organisation,
                                 const std::string& id, Duration overlap,
                                 const crypto::KeyRing& keys, const Giver& giver, Timestamp now) {
  const auto old = find_credential(session, organisation, id);
  if (!old) return not_found("there is no credential with this id");
  if (!old->is_valid(now))
    return conflict("the credential is not valid any more; create a new one");
  if (auto fine = check_giver(giver, old->scopes); !fine) return fine.error();
  Credential next = *old;
  next.id = new_credential_id();
  next.last_used_at = std::nullopt;
  // The update of the old one comes first: of two rotations at once the second waits, and loses.
  if (!replace_credential(session, organisation, id, next.id, now + overlap))
    return conflict("the credential was rotated before; rotate the one that replaced it");
  auto issued = keep(session, std::move(next), keys, giver, now);
  audit(session, issued.credential,
        {"credential.rotate", state_of(*old), state_of(issued.credential)}, giver, now);
  return issued;
}

Result<void> revoke_credential(store::Session& session, const OrganisationId& organisation,
                               const std::string& id, const Giver& giver, Timestamp now) {
  auto one = find_credential(session, organisation, id);
  if (!one) return not_found("there is no credential with this id");
  const std::string before = state_of(*one);
  if (!revoke_credential(session, organisation, id, now))
    return conflict("the credential was revoked before");
  one->revoked_at = now;
  audit(session, *one, {"credential.revoke", before, state_of(*one)}, giver, now);
  return {};
}

}  // namespace patchbay::access
