#include "hub/jobs/switches.h"
#include "hub/store/query.h"

namespace patchbay::jobs {
namespace {

constexpr const char* channel = "switches";

}  // namespace

void throw_switch(store::Session& session, const Switch& thrown) {
  check(thrown).value();
  store::execute(session,
                 "INSERT INTO switches (organisation_id, kind, name, reason, actor, thrown_at) "
                 "VALUES (:organisation, :kind, :name, :reason, :actor, :at) "
                 "ON CONFLICT (organisation_id, kind, name) DO UPDATE SET "
                 "reason = excluded.reason, actor = excluded.actor, thrown_at = excluded.thrown_at",
                 {{"organisation", thrown.organisation},
                  {"kind", name_of(thrown.kind)},
                  {"name", thrown.name},
                  {"reason", thrown.reason},
                  {"actor", thrown.actor},
                  {"at", thrown.thrown_at}});
  session.signal(channel);
}

bool reset_switch(store::Session& session, SwitchKind kind, const OrganisationId& organisation,
                  const std::string& name) {
  const auto reset = store::execute(
      session,
      "DELETE FROM switches WHERE organisation_id = :organisation AND kind = :kind AND "
      "name = :name",
      {{"organisation", organisation}, {"kind", name_of(kind)}, {"name", name}});
  if (reset == 0) return false;
  session.signal(channel);
  return true;
}

Result<void> check_changes_allowed(store::Session& session) {
  const auto reason = store::query_value<std::string>(
      session, "SELECT reason FROM switches WHERE kind = :kind LIMIT 1",
      {{"kind", name_of(SwitchKind::read_only)}});
  if (!reason) return {};
  return unavailable("the hub is in read-only mode; nothing was changed (" + *reason + ")");
}

std::int64_t count_held(store::Session& session, SwitchKind kind,
                        const OrganisationId& organisation, const std::string& name) {
  std::optional<std::int64_t> count;
  if (kind == SwitchKind::queue)
    count = store::query_value<std::int64_t>(
        session, "SELECT COUNT(*) FROM jobs WHERE state = 'open' AND kind = :name",
        {{"name", name}});
  if (is_of_partner(kind))
    count = store::query_value<std::int64_t>(
        session,
        "SELECT COUNT(*) FROM jobs WHERE state = 'open' AND partner = :name AND organisation_id = "
        ":organisation",
        {{"name", name}, {"organisation", organisation}});
  return count.value_or(0);
}

std::vector<Switch> list_switches(store::Session& session) {
  std::vector<Switch> switches;
  const auto add = [&](std::string organisation, std::string kind, std::string name,
                       std::string reason, std::string actor, Timestamp at) {
    const auto known = parse_switch_kind(kind);
    if (!known) return;  // of a newer program that shares this store
    switches.push_back({*known, std::move(organisation), std::move(name), std::move(reason),
                        std::move(actor), at});
  };
  store::query(session,
               "SELECT organisation_id, kind, name, reason, actor, thrown_at FROM switches "
               "ORDER BY kind, organisation_id, name",
               add);
  return switches;
}

}  // namespace patchbay::jobs
