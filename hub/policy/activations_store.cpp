#include <algorithm>

#include "hub/jobs/queue.h"
#include "hub/policy/begun.h"
#include "hub/policy/versions.h"
#include "hub/store/query.h"

namespace patchbay::policy {
namespace {

constexpr std::int64_t history_max = 200;

const std::string select_activation =
    "SELECT number, COALESCE(takes_back, 0), version, actor, reason, rollback, active_from,"
    " decided_at FROM policy_activations AS a WHERE organisation_id = :organisation ";
const std::string that_counts =
    "AND takes_back IS NULL AND NOT EXISTS (SELECT 1 FROM policy_activations AS t"
    " WHERE t.takes_back = a.number) ";

std::vector<Activation> select(store::Session& session, const std::string& rest,
                               store::Params params) {
  std::vector<Activation> found;
  store::query(
      session, select_activation + rest, params,
      [&](std::int64_t number, std::int64_t takes_back, std::string version, std::string actor,
          std::string reason, bool rollback, Timestamp active_from, Timestamp decided_at) {
        found.push_back({number, takes_back, std::move(version), std::move(actor),
                         std::move(reason), rollback, active_from, decided_at});
      });
  return found;
}

/// Writes it, gives it its number, and has what waits looked at when it counts.
Activation add(store::Session& session, const OrganisationId& organisation, Activation activation) {
  const std::optional<std::int64_t> takes_back =
      activation.takes_back == 0 ? std::nullopt : std::optional(activation.takes_back);
  activation.number =
      store::query_value<std::int64_t>(
          session,
          "INSERT INTO policy_activations (organisation_id, version, actor, reason, rollback,"
          " takes_back, active_from, decided_at) VALUES (:organisation, :version, :actor, :reason,"
          " :rollback, :takes_back, :active_from, :decided_at) RETURNING number",
          {{"organisation", organisation},
           {"version", activation.version},
           {"actor", activation.actor},
           {"reason", activation.reason},
           {"rollback", activation.rollback ? 1 : 0},
           {"takes_back", takes_back},
           {"active_from", activation.active_from},
           {"decided_at", activation.decided_at}})
          .value();
  session.signal(policies_channel);
  if (takes_back) return activation;
  const std::string key = "activation/" + std::to_string(activation.number);
  const jobs::NewJob look{organisation, waiting_orders_kind, key, "{}", "", activation.active_from};
  jobs::enqueue(session, std::span(&look, 1), activation.decided_at);
  return activation;
}

/// Activations are decided one after the other.
void lock(store::Session& session, const OrganisationId& organisation) {
  if (!session.is_postgresql()) return;  // one writer by nature
  store::query(session,
               "SELECT number FROM policy_activations WHERE organisation_id = :organisation"
               " ORDER BY number LIMIT 1 FOR UPDATE",
               {{"organisation", organisation}}, [](std::int64_t) {});
}

/// When what counts at once is decided: not before what was decided before it, by a hub whose clock
/// is ahead.
Timestamp moment_of(store::Session& session, const OrganisationId& organisation, Timestamp now) {
  const auto last = store::query_value<Timestamp>(
      session,
      "SELECT MAX(decided_at) FROM policy_activations WHERE organisation_id = :organisation",
      {{"organisation", organisation}});
  return last ? std::max(*last, now) : now;
}

}  // namespace

std::vector<Activation> counting_activations(store::Session& session,
                                             const OrganisationId& organisation) {
  return select(session, that_counts + "ORDER BY active_from, number",
                {{"organisation", organisation}});
}

std::string active_of(const std::vector<Activation>& counting, Timestamp at) {
  std::string active;
  for (const Activation& activation : counting)
    if (has_begun(activation, at)) active = activation.version;
  return active;
}

std::string previous_of(const std::vector<Activation>& counting, Timestamp at) {
  std::vector<std::string> steps;
  for (const Activation& activation : counting) {
    if (!has_begun(activation, at)) continue;
    if (!activation.rollback)
      steps.push_back(activation.version);
    else if (!steps.empty())
      steps.pop_back();
  }
  return steps.size() < 2 ? std::string() : steps[steps.size() - 2];
}

std::vector<Activation> activations_to_come(store::Session& session,
                                            const OrganisationId& organisation, Timestamp now) {
  auto waiting = counting_activations(session, organisation);
  std::erase_if(waiting, [&](const Activation& one) { return has_begun(one, now); });
  return waiting;
}

std::vector<Activation> activation_history(store::Session& session,
                                           const OrganisationId& organisation) {
  return select(session, "ORDER BY number DESC LIMIT :most",
                {{"organisation", organisation}, {"most", history_max}});
}

Result<Activation> activate(store::Session& session, const OrganisationId& organisation,
                            const std::string& id, const std::string& actor,
                            const std::string& reason, Timestamp active_from, Timestamp now) {
  lock(session, organisation);
  bool is_there = false;
  std::optional<Timestamp> tested_at;
  store::query(session,
               "SELECT tested_at FROM policy_versions WHERE organisation_id = :organisation"
               " AND id = :id",
               {{"organisation", organisation}, {"id", id}}, [&](std::optional<Timestamp> tested) {
                 is_there = true;
                 tested_at = tested;
               });
  if (!is_there)
    return not_found("there is no version " + id +
                     " of the policies; `patchbay policy versions` lists those that are there");
  if (!tested_at)
    return conflict("the tests of version " + id + " did not pass yet; run `patchbay policy test " +
                    id.substr(0, 12) + "` and correct what it finds");
  if (active_from < now)
    return conflict("version " + id + " cannot become active at " + to_rfc3339(active_from) +
                    ", which is over; leave the moment out for now");
  const bool at_once = active_from == now;
  const Timestamp decided_at = at_once ? moment_of(session, organisation, now) : now;
  const Timestamp from = at_once ? decided_at : active_from;
  if (active_version(session, organisation, from) == id)
    return conflict("version " + id + " is active already at " + to_rfc3339(from));
  return add(session, organisation, {0, 0, id, actor, reason, false, from, decided_at});
}

Result<Activation> roll_back(store::Session& session, const OrganisationId& organisation,
                             const std::string& actor, const std::string& reason, Timestamp now) {
  lock(session, organisation);
  const Timestamp decided_at = moment_of(session, organisation, now);
  const auto waiting = activations_to_come(session, organisation, now);
  std::optional<Activation> taken_back;
  for (const Activation& activation : waiting)
    taken_back = add(session, organisation,
                     {0, activation.number, activation.version, actor, reason, true,
                      activation.active_from, decided_at});
  if (taken_back) return *taken_back;
  const std::string previous = previous_of(counting_activations(session, organisation), now);
  if (previous.empty())
    return not_found(
        "no version of the policies was active before the one that is active now; activate "
        "another one instead");
  return add(session, organisation, {0, 0, previous, actor, reason, true, decided_at, decided_at});
}

std::optional<std::string> active_version(store::Session& session,
                                          const OrganisationId& organisation, Timestamp at) {
  return store::query_value<std::string>(
      session,
      "SELECT version FROM policy_activations AS a WHERE organisation_id = :organisation"
      " AND (active_from <= :at OR active_from = decided_at) " +
          that_counts + "ORDER BY active_from DESC, number DESC LIMIT 1",
      {{"organisation", organisation}, {"at", at}});
}

}  // namespace patchbay::policy
