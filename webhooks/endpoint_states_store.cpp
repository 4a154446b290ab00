#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/id.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"
#include "hub/events/outbox.h"
#include "hub/store/query.h"
#include "webhooks/endpoints.h"
#include "webhooks/endpoints_store.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t reason_bytes_max = 500;

Result<void> set_state(store::Session& session, const OrganisationId& organisation,
                       const std::string& id, EndpointState state, const std::string& reason,
                       Timestamp now) {
  const auto changed = store::execute(
      session,
      "UPDATE webhook_endpoints SET state = :state, state_reason = :reason, failing_since = NULL, "
      "warned_at = NULL, version = version + 1, updated_at = :now "
      "WHERE organisation_id = :organisation AND id = :id",
      {{"state", name_of(state)},
       {"reason", reason},
       {"now", now},
       {"organisation", organisation},
       {"id", id}});
  if (changed == 0) return no_endpoint(id);
  bump_revision(session, organisation);
  return {};
}

}  // namespace

Result<void> pause_endpoint(store::Session& session, const OrganisationId& organisation,
                            const std::string& id, const std::string& reason, Timestamp now) {
  return set_state(session, organisation, id, EndpointState::paused,
                   clean_text(reason, reason_bytes_max), now);
}

Result<void> resume_endpoint(store::Session& session, const OrganisationId& organisation,
                             const std::string& id, Timestamp now) {
  return set_state(session, organisation, id, EndpointState::active, "", now);
}

Result<std::string> send_test(store::Session& session, const OrganisationId& organisation,
                              const std::string& id, Timestamp now) {
  if (!find_row(session, organisation, id)) return no_endpoint(id);
  events::NewEvent test;
  test.id = new_id("evt", ManualClock(now), crypto::system_random());
  test.type = "webhook.test";
  test.subject = id;
  test.data = boost::json::serialize(boost::json::object{
      {"endpoint", id}, {"message", "If you can read this and its signature fits, all is well."}});
  test.dedup_key = "webhook.test/" + test.id;
  events::append(session, organisation, {&test, 1}, now);
  return test.id;
}

}  // namespace patchbay::webhooks
