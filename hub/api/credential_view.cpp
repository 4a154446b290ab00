#include "hub/api/credential_view.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace patchbay::api {
namespace {

namespace json = boost::json;

json::value time_json(const std::optional<Timestamp>& at) {
  return at ? json::value(to_rfc3339(*at)) : json::value();
}

}  // namespace

json::object credential_json(const access::Credential& one) {
  json::array scopes;
  for (const auto& scope : one.scopes) scopes.push_back(json::string(scope));
  return {{"id", one.id},
          {"kind", access::name_of(one.kind)},
          {"name", one.name},
          {"partner", one.partner},
          {"customer", one.customer},
          {"role", one.role},
          {"scopes", std::move(scopes)},
          {"environment", one.is_live ? "live" : "test"},
          {"public_key", one.public_key},
          {"secret_hint", access::secret_hint(one.public_key)},
          {"signing", access::name_of(one.signing)},
          {"timestamp_signature", one.allows_timestamp_signature},
          {"networks", one.networks},
          {"created_by", one.created_by},
          {"created_at", to_rfc3339(one.created_at)},
          {"expires_at", time_json(one.expires_at)},
          {"revoked_at", time_json(one.revoked_at)},
          {"last_used_at", time_json(one.last_used_at)},
          {"replaced_by", one.replaced_by}};
}

json::object issued_json(const access::Issued& issued) {
  auto all = credential_json(issued.credential);
  all["secret"] = issued.secret.reveal();
  return all;
}

}  // namespace patchbay::api
