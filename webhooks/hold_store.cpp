#include "webhooks/hold_store.h"

#include <map>

#include "hub/store/query.h"
#include "webhooks/endpoint.h"

namespace patchbay::webhooks {
namespace {

/// Locked, so that a resume comes before or after all of this.
bool is_active(store::Session& session, const OrganisationId& organisation,
               const std::string& endpoint) {
  const auto state = store::query_value<std::string>(
      session,
      std::string("SELECT state FROM webhook_endpoints WHERE organisation_id = :organisation AND "
                  "id = :id") +
          (session.is_postgresql() ? " FOR SHARE" : ""),
      {{"organisation", organisation}, {"id", endpoint}});
  return state == name_of(EndpointState::active);
}

}  // namespace

std::vector<Holding> hold_messages(store::Session& session, std::span<const Attempt> rows) {
  std::map<std::pair<OrganisationId, std::string>, bool> active;  // sorted: one order of locks
  for (const auto& row : rows) active.try_emplace({row.key.organisation, row.key.endpoint}, false);
  for (auto& [key, is] : active) is = is_active(session, key.first, key.second);
  std::vector<Attempt> held;
  std::vector<Holding> results;
  for (const auto& row : rows) {
    const bool goes_out = active.at({row.key.organisation, row.key.endpoint});
    results.push_back(goes_out ? Holding::not_held : Holding::held);
    if (!goes_out) held.push_back(row);
  }
  if (!held.empty()) record_attempts(session, held);
  return results;
}

}  // namespace patchbay::webhooks
