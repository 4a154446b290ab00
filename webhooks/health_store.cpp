#include "webhooks/health_store.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>

#include "hub/base/id.h"
#include "hub/base/log.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"
#include "hub/events/outbox.h"
#include "hub/store/query.h"
#include "webhooks/endpoint_health.h"
#include "webhooks/endpoints_store.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t reason_bytes_max = 500;

struct Shown {
  Showing showing;
  std::string failure;  ///< the last one
};
using Key = std::pair<OrganisationId, std::string>;
using AllShown = std::map<Key, Shown>;  // sorted: hubs take their locks in one order

AllShown shown_by(std::span<const Attempt> attempts) {
  AllShown all;
  for (const auto& attempt : attempts) {
    if (!attempt.was_sent) continue;
    const bool is_success = attempt.failure.empty();
    if (is_success && !attempt.recovers) continue;
    auto& [showing, failure] = all[{attempt.key.organisation, attempt.key.endpoint}];
    if (is_success) {
      showing.has_success = true;
      continue;
    }
    showing.is_gone = showing.is_gone || attempt.is_gone;
    if (!showing.failed_at || attempt.started_at < *showing.failed_at)
      showing.failed_at = attempt.started_at;
    failure = attempt.failure;
  }
  return all;
}

struct Row {
  EndpointHealth health;
  std::string reason, partner;
};

std::optional<Row> lock_row(store::Session& session, const Key& key) {
  std::optional<Row> row;
  store::query(session,
               std::string("SELECT state, state_reason, failing_since, warned_at, partner FROM "
                           "webhook_endpoints WHERE organisation_id = :organisation AND id = :id") +
                   (session.is_postgresql() ? " FOR UPDATE" : ""),
               {{"organisation", key.first}, {"id", key.second}},
               [&](std::string state, std::string reason, std::optional<Timestamp> failing_since,
                   std::optional<Timestamp> warned_at, std::string partner) {
                 row = Row{{parse_endpoint_state(state), failing_since, warned_at},
                           std::move(reason),
                           std::move(partner)};
               });
  return row;
}

void write_row(store::Session& session, const Key& key, const EndpointHealth& health,
               const std::string& reason, Timestamp now) {
  store::execute(
      session,
      "UPDATE webhook_endpoints SET state = :state, state_reason = :reason, failing_since = "
      ":since, warned_at = :warned, version = version + 1, updated_at = :now "
      "WHERE organisation_id = :organisation AND id = :id",
      {{"state", name_of(health.state)},
       {"reason", reason},
       {"since", health.failing_since},
       {"warned", health.warned_at},
       {"now", now},
       {"organisation", key.first},
       {"id", key.second}});
}

std::string why_disabled(const Shown& shown, const EndpointHealth& health) {
  const std::string why = shown.showing.is_gone
                              ? "it answered 410 Gone"
                              : "it failed since " + to_rfc3339(*health.failing_since) +
                                    " without a success, at last: " + shown.failure;
  return clean_text(why, reason_bytes_max);
}

void announce(store::Session& session, const Key& key, const Row& row, const HealthStep& step,
              const std::string& reason, Timestamp now) {
  const bool is_end = step.news == HealthNews::disabled;
  boost::json::object data{{"endpoint", key.second}, {"partner", row.partner}};
  if (is_end) {
    data["reason"] = reason;
  } else {
    data["failing_since"] = to_rfc3339(*step.health.failing_since);
    data["disabled_at"] = to_rfc3339(*step.health.failing_since + disable_after);
    data["failure"] = reason;
  }
  events::NewEvent event;
  event.id = new_id("evt", ManualClock(now), crypto::system_random());
  event.type = is_end ? "endpoint.disabled" : "endpoint.failing";
  event.subject = key.second;
  event.data = boost::json::serialize(data);
  event.dedup_key = event.type + "/" + key.second + "/" + std::to_string(now.micros);
  events::append(session, key.first, {&event, 1}, now);
  log_line(LogLevel::warning, "webhook." + event.type,
           {{"organisation", key.first}, {"endpoint", key.second}, {"reason", reason}});
}

}  // namespace

void note_health(store::Session& session, std::span<const Attempt> attempts, Timestamp now) {
  std::set<OrganisationId> changed;
  for (const auto& [key, shown] : shown_by(attempts)) {
    const auto row = lock_row(session, key);
    if (!row) continue;
    const auto step = after(row->health, shown.showing, now);
    if (step.health == row->health) continue;
    const bool is_end = step.news == HealthNews::disabled;
    const std::string reason =
        is_end ? why_disabled(shown, step.health) : clean_text(shown.failure, reason_bytes_max);
    write_row(session, key, step.health, is_end ? reason : row->reason, now);
    if (step.news != HealthNews::none) announce(session, key, *row, step, reason, now);
    changed.insert(key.first);
  }
  for (const auto& organisation : changed) bump_revision(session, organisation);
}

}  // namespace patchbay::webhooks
