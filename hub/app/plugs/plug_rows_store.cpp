#include "hub/app/plugs/plug_rows.h"
#include "hub/jobs/hubs.h"
#include "hub/store/query.h"

namespace patchbay::app {

void wish(store::Session& session, const PlugWish& wish) {
  store::execute(session,
                 "INSERT INTO plug_wishes (plug, stamp, actor, reason, asked_at) VALUES (:plug, "
                 ":stamp, :actor, :reason, :at) ON CONFLICT (plug) DO UPDATE SET stamp = "
                 "excluded.stamp, actor = excluded.actor, reason = excluded.reason, asked_at = "
                 "excluded.asked_at",
                 {{"plug", wish.plug},
                  {"stamp", wish.stamp},
                  {"actor", wish.actor},
                  {"reason", wish.reason},
                  {"at", wish.asked_at}});
  session.signal(plugs_channel);
}

std::vector<PlugWish> list_wishes(store::Session& session) {
  std::vector<PlugWish> all;
  store::query(session,
               "SELECT plug, stamp, actor, reason, asked_at FROM plug_wishes ORDER BY plug",
               [&](std::string plug, std::string stamp, std::string actor, std::string reason,
                   Timestamp asked_at) {
                 all.push_back({std::move(plug), std::move(stamp), std::move(actor),
                                std::move(reason), asked_at});
               });
  return all;
}

void tell_state(store::Session& session, const std::string& hub, const PlugState& state) {
  store::execute(session,
                 "INSERT INTO plug_states (hub, plug, stamp, version, since, problem, "
                 "problem_stamp, looked_at) VALUES (:hub, :plug, :stamp, :version, :since, "
                 ":problem, :problem_stamp, :looked_at) ON CONFLICT (hub, plug) DO UPDATE SET "
                 "stamp = excluded.stamp, version = excluded.version, since = excluded.since, "
                 "problem = excluded.problem, problem_stamp = excluded.problem_stamp, looked_at = "
                 "excluded.looked_at",
                 {{"hub", hub},
                  {"plug", state.plug},
                  {"stamp", state.stamp},
                  {"version", state.version},
                  {"since", state.since},
                  {"problem", state.problem},
                  {"problem_stamp", state.problem_stamp},
                  {"looked_at", state.looked_at}});
  store::execute(session,
                 "INSERT INTO plug_versions (plug, stamp, version, first_served_at) VALUES (:plug, "
                 ":stamp, :version, :since) ON CONFLICT (plug, stamp) DO NOTHING",
                 {{"plug", state.plug},
                  {"stamp", state.stamp},
                  {"version", state.version},
                  {"since", state.since}});
}

std::vector<HubPlug> list_states(store::Session& session) {
  std::vector<HubPlug> all;
  const auto hubs = jobs::list_hubs(session);
  const auto lives = [&](const std::string& hub) {
    return std::any_of(hubs.begin(), hubs.end(), [&](const jobs::HubRow& row) {
      return row.id == hub && row.state != jobs::HubState::stopped &&
             row.state != jobs::HubState::lost;
    });
  };
  const auto take = [&](std::string hub, std::string plug, std::string stamp, std::string version,
                        Timestamp since, std::string problem, std::string problem_stamp,
                        Timestamp looked_at) {
    if (!lives(hub)) return;
    all.push_back({std::move(hub),
                   {std::move(plug), std::move(stamp), std::move(version), since,
                    std::move(problem), std::move(problem_stamp), looked_at}});
  };
  store::query(session,
               "SELECT hub, plug, stamp, version, since, problem, problem_stamp, looked_at FROM "
               "plug_states ORDER BY plug, hub",
               take);
  return all;
}

void forget_states(store::Session& session, const std::string& hub, Timestamp before) {
  store::execute(session,
                 "DELETE FROM plug_states WHERE hub = :hub OR (looked_at < :before AND hub NOT IN "
                 "(SELECT id FROM hubs))",
                 {{"hub", hub}, {"before", before}});
}

std::vector<PlugVersion> list_versions(store::Session& session, const std::string& plug) {
  std::vector<PlugVersion> all;
  store::query(session,
               "SELECT stamp, version, first_served_at FROM plug_versions WHERE plug = :plug "
               "ORDER BY first_served_at DESC, stamp",
               {{"plug", plug}},
               [&](std::string stamp, std::string version, Timestamp first_served_at) {
                 all.push_back({std::move(stamp), std::move(version), first_served_at});
               });
  return all;
}

}  // namespace patchbay::app
