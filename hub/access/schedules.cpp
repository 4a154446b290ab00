#include "hub/access/schedules.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"

namespace patchbay::access {

namespace json = boost::json;

using jobs::Schedule;
using store::Session;

namespace {

constexpr const char* from_config = "config";
constexpr const char* from_policy = "policy";

/// What it says, for the audit; empty when there is none or it cannot be read.
std::string state_of(Session& session, const OrganisationId& organisation, const std::string& id) {
  const auto found = jobs::find_schedule(session, organisation, id);
  if (!found || !found->schedule) return {};
  const auto& schedule = *found->schedule;
  json::object fields;
  for (const auto& [name, value] : schedule.definition.fields) fields[name] = value;
  json::object settings;
  for (const auto& [name, value] : schedule.definition.settings) settings[name] = value;
  return json::serialize(json::object{{"paused", schedule.paused},
                                      {"fields", std::move(fields)},
                                      {"settings", std::move(settings)}});
}

/// After the change; `before` is state_of() before it.
void write_audit(Session& session, const OrganisationId& organisation, const std::string& id,
                 const char* action, const Changer& changer, std::string before) {
  AuditEntry entry;
  entry.organisation = organisation;
  entry.actor = changer.actor;
  entry.action = std::string("schedule.") + action;
  entry.subject = "schedule:" + id;
  entry.reason = changer.reason;
  entry.at = jobs::store_now(session);
  entry.address = changer.address;
  entry.before = std::move(before);
  entry.after = state_of(session, organisation, id);
  record(session, entry);
}

/// What configuration or policy declare is changed there only: the next start would undo it.
Result<void> check_origin(const jobs::StoredSchedule& schedule, const Changer& changer) {
  if (schedule.origin == changer.origin) return {};
  if (schedule.origin == from_config)
    return conflict("schedule \"" + schedule.id +
                    "\" is declared in the configuration; change it there");
  if (schedule.origin == from_policy)
    return conflict("schedule \"" + schedule.id +
                    "\" is declared in the policy; change its rule \"schedule\" there");
  return conflict("schedule \"" + schedule.id + "\" was made by the API; remove it first");
}

}  // namespace

Result<jobs::StoredSchedule> need_stored_schedule(Session& session,
                                                  const OrganisationId& organisation,
                                                  const std::string& id) {
  auto found = jobs::find_schedule(session, organisation, id);
  if (!found) return not_found("there is no schedule \"" + id + "\"");
  return std::move(*found);
}

Result<Schedule> need_schedule(Session& session, const OrganisationId& organisation,
                               const std::string& id) {
  auto found = need_stored_schedule(session, organisation, id);
  if (!found) return found.error();
  if (found->schedule) return std::move(*found->schedule);
  return conflict(found->schedule.error().message + "; replace or remove it");
}

Result<jobs::PutResult> put_schedule(Session& session, jobs::NewSchedule schedule, bool replaces,
                                     const Changer& changer) {
  if (auto fits = jobs::check_schedule_id(schedule.id); !fits) return fits.error();
  const auto known = jobs::find_schedule(session, schedule.organisation, schedule.id);
  if (known && !replaces) return conflict("there is a schedule \"" + schedule.id + "\" already");
  if (!known && replaces) return not_found("there is no schedule \"" + schedule.id + "\"");
  if (known)
    if (auto same = check_origin(*known, changer); !same) return same.error();
  schedule.origin = changer.origin;
  auto before = state_of(session, schedule.organisation, schedule.id);
  const auto now = jobs::store_now(session);
  if (!known && !jobs::create_schedule(session, schedule, now))
    return conflict("there is a schedule \"" + schedule.id + "\" already");
  const auto put = known ? jobs::put_schedule(session, schedule, now) : jobs::PutResult::created;
  if (put != jobs::PutResult::same)
    write_audit(session, schedule.organisation, schedule.id, known ? "change" : "create", changer,
                std::move(before));
  return put;
}

Result<void> remove_schedule(Session& session, const OrganisationId& organisation,
                             const std::string& id, const Changer& changer) {
  const auto known = need_stored_schedule(session, organisation, id);
  if (!known) return known.error();
  if (auto same = check_origin(*known, changer); !same) return same;
  auto before = state_of(session, organisation, id);
  jobs::remove_schedule(session, organisation, id);
  write_audit(session, organisation, id, "remove", changer, std::move(before));
  return {};
}

Result<void> pause_schedule(Session& session, const OrganisationId& organisation,
                            const std::string& id, bool paused, const Changer& changer) {
  const auto known = need_schedule(session, organisation, id);
  if (!known) return known.error();
  auto before = state_of(session, organisation, id);
  if (jobs::set_paused(session, *known, paused, jobs::store_now(session)))
    write_audit(session, organisation, id, paused ? "pause" : "resume", changer, std::move(before));
  return {};
}

Result<std::string> run_schedule(Session& session, const OrganisationId& organisation,
                                 const std::string& id, const Changer& changer) {
  const auto known = need_schedule(session, organisation, id);
  if (!known) return known.error();
  write_audit(session, organisation, id, "run", changer, "");
  return jobs::run_now(session, *known, jobs::store_now(session));
}

Result<jobs::BackfillCounts> backfill_schedule(Session& session, const OrganisationId& organisation,
                                               const std::string& id, Timestamp from, Timestamp to,
                                               bool dry_run, const Changer& changer) {
  const auto known = need_schedule(session, organisation, id);
  if (!known) return known.error();
  const auto counts = jobs::backfill(session, *known, from, to, dry_run, jobs::store_now(session));
  if (counts && counts->enqueued > 0 && !dry_run)
    write_audit(session, organisation, id, "backfill", changer, "");
  return counts;
}

void declare_schedules(Session& session, const OrganisationId& organisation,
                       const std::vector<jobs::NewSchedule>& declared) {
  const Changer changer{from_config, from_config, ""};
  for (const auto& schedule : jobs::list_schedules(session, organisation)) {
    const bool stays = std::any_of(declared.begin(), declared.end(),
                                   [&](const auto& one) { return one.id == schedule.id; });
    if (stays || schedule.origin != from_config) continue;
    remove_schedule(session, organisation, schedule.id, changer).value();
  }
  for (const auto& schedule : declared) {
    const bool known = jobs::find_schedule(session, organisation, schedule.id).has_value();
    const auto put = put_schedule(session, schedule, known, changer);
    if (!put) throw ErrorException(put.error());
  }
}

}  // namespace patchbay::access
