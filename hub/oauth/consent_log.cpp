#include "hub/oauth/consent_log.h"

#include <boost/json.hpp>

#include "hub/access/audit.h"
#include "hub/base/id.h"
#include "hub/crypto/system_random.h"
#include "hub/events/outbox.h"
#include "hub/oauth/token_name.h"

namespace patchbay::oauth {
namespace {

const char* event_of(ConsentChange what) {
  if (what == ConsentChange::given) return "link.consented";
  return what == ConsentChange::lost ? "link.needs_consent" : "link.revoked";
}

const char* action_of(ConsentChange what) {
  if (what == ConsentChange::given) return "consent.give";
  return what == ConsentChange::lost ? "consent.lose" : "consent.revoke";
}

}  // namespace

void log_consent(store::Session& session, const ConsentEntry& entry) {
  const TokenKey& key = entry.key;
  const std::string partner = partner_of(key.partner);
  boost::json::object data{{"partner", partner}, {"customer", key.customer}};
  if (entry.what == ConsentChange::lost) data["reason"] = entry.reason;
  events::NewEvent event;
  event.id = new_id("evt", ManualClock(entry.at), crypto::system_random());
  event.type = event_of(entry.what);
  event.subject = key.customer;
  event.data = boost::json::serialize(data);
  event.dedup_key = event.id;  // the row's fence has seen to it that this happens once
  events::append(session, key.organisation, {&event, 1}, entry.at);

  access::AuditEntry audit;
  audit.organisation = key.organisation;
  audit.actor = entry.actor;
  audit.action = action_of(entry.what);
  audit.subject = "partner:" + partner;
  audit.reason = entry.reason;
  audit.detail = boost::json::serialize(
      boost::json::object{{"customer", key.customer}, {"tokens", key.partner}});
  audit.at = entry.at;
  access::record(session, audit);
}

}  // namespace patchbay::oauth
