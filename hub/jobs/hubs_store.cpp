#include <array>

#include "hub/jobs/hubs.h"
#include "hub/jobs/lanes.h"
#include "hub/jobs/store_clock.h"
#include "hub/jobs/switches.h"
#include "hub/store/query.h"

namespace patchbay::jobs {
namespace {

constexpr std::int64_t beats_until_lost = 3;
constexpr std::chrono::hours forgotten_after{7 * 24};

HubState parse_state(std::string_view name) {
  for (const auto state : {HubState::running, HubState::draining, HubState::stopped})
    if (name == name_of(state)) return state;
  return HubState::lost;
}

void reset_drain(store::Session& session, const std::string& id) {
  reset_switch(session, SwitchKind::hub, "", id);
}

void forget_old_hubs(store::Session& session) {
  const std::string sql =
      "DELETE FROM hubs WHERE seen_at < " + std::string(now_sql(session)) + " - :age RETURNING id";
  std::vector<std::string> forgotten;
  store::query(session, sql, {{"age", Duration(forgotten_after).count()}, {"now", machine_now()}},
               [&](std::string id) { forgotten.push_back(std::move(id)); });
  for (const auto& id : forgotten) reset_drain(session, id);
}

}  // namespace

void announce_hub(store::Session& session, const HubRow& hub, Duration beat) {
  forget_old_hubs(session);
  const std::string now = now_sql(session);
  store::execute(session,
                 "INSERT INTO hubs (id, host, pid, url, version, state, beat, started_at, seen_at) "
                 "VALUES (:id, :host, :pid, :url, :version, 'running', :beat, " +
                     now + ", " + now +
                     ") ON CONFLICT (id) DO UPDATE SET host = excluded.host, pid = excluded.pid, "
                     "url = excluded.url, version = excluded.version, state = 'running', "
                     "beat = excluded.beat, started_at = excluded.started_at, "
                     "seen_at = excluded.seen_at",
                 {{"id", hub.id},
                  {"host", hub.host},
                  {"pid", hub.pid},
                  {"url", hub.url},
                  {"version", hub.version},
                  {"beat", beat.count()},
                  {"now", machine_now()}});
}

void record_beat(store::Session& session, const std::string& id, HubState state) {
  const std::string sql =
      "UPDATE hubs SET state = :state, seen_at = " + std::string(now_sql(session)) +
      " WHERE id = :id AND state <> 'stopped'";
  store::execute(session, sql, {{"state", name_of(state)}, {"id", id}, {"now", machine_now()}});
}

void record_stop(store::Session& session, const std::string& id) {
  const std::string sql =
      "UPDATE hubs SET state = 'stopped', seen_at = " + std::string(now_sql(session)) +
      " WHERE id = :id";
  store::execute(session, sql, {{"id", id}, {"now", machine_now()}});
  reset_drain(session, id);
}

std::int64_t hand_over_leases(store::Session& session, const std::string& hub) {
  const auto given = store::execute(
      session,
      "UPDATE jobs SET interruptions = CASE WHEN interruptions = 0 THEN 1 ELSE interruptions END, "
      "lease_until = 0 WHERE worker = :worker AND state = 'open' AND lease_until > 0",
      {{"worker", hub}});
  if (given > 0) wake_workers(session);
  return given;
}

std::vector<HubRow> list_hubs(store::Session& session) {
  std::vector<HubRow> hubs;
  const auto add = [&](std::string id, std::string host, std::int64_t pid, std::string url,
                       std::string version, std::string state, Timestamp started, Timestamp seen,
                       std::int64_t silent, std::int64_t beat, bool drained) {
    auto known = parse_state(state);
    if (known == HubState::running && drained) known = HubState::draining;
    if (known != HubState::stopped && silent > beats_until_lost * beat) known = HubState::lost;
    hubs.push_back({std::move(id), std::move(host), pid, std::move(url), std::move(version), known,
                    started, seen});
  };
  const std::string sql =
      "SELECT id, host, pid, url, version, state, started_at, seen_at, " +
      std::string(now_sql(session)) +
      " - seen_at, beat, (SELECT COUNT(*) FROM switches WHERE organisation_id = '' AND "
      "kind = 'hub' AND name = hubs.id) FROM hubs ORDER BY started_at DESC, id";
  store::query(session, sql, {{"now", machine_now()}}, add);
  return hubs;
}

bool is_known_hub(store::Session& session, const std::string& id) {
  return store::query_value<std::int64_t>(session, "SELECT COUNT(*) FROM hubs WHERE id = :id",
                                          {{"id", id}}) == 1;
}

}  // namespace patchbay::jobs
