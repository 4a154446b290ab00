#include "hub/loyalty/progress_store.h"

#include <map>

#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using std::chrono::days;
using store::ColumnType;

const std::string select_progress =
    "SELECT customer_id, zone, grace_days, streak, since, paused_on, paused_days, last_on,"
    " check_problem, problem_at FROM customer_progress WHERE organisation_id = :organisation ";

std::int64_t number_of(LocalDay day) { return day.time_since_epoch().count(); }
LocalDay day_of(std::int64_t number) { return LocalDay(days(number)); }

std::vector<PersonProgress> select(store::Session& session, const std::string& condition,
                                   store::Params params) {
  std::vector<PersonProgress> people;
  store::query(
      session, select_progress + condition, params,
      [&](std::string customer, std::string zone, std::int64_t grace, std::int64_t number,
          std::int64_t since, std::optional<std::int64_t> paused_on, std::int64_t paused_days,
          std::int64_t last_on, std::string problem, std::optional<Timestamp> problem_at) {
        PersonProgress person;
        person.customer = std::move(customer);
        person.zone = std::move(zone);
        person.grace_days = grace;
        person.streak = {number, day_of(since), std::nullopt, paused_days, day_of(last_on)};
        if (paused_on) person.streak.paused_on = day_of(*paused_on);
        person.check_problem = std::move(problem);
        person.problem_at = problem_at;
        people.push_back(std::move(person));
      });
  return people;
}

void write(store::Session& session, const OrganisationId& organisation,
           const PersonProgress& person, Timestamp now) {
  const Streak& streak = person.streak;
  std::optional<std::int64_t> paused_on;
  if (streak.paused_on) paused_on = number_of(*streak.paused_on);
  store::execute(session,
                 "INSERT INTO customer_progress (organisation_id, customer_id, zone, grace_days,"
                 " streak, since, paused_on, paused_days, last_on, updated_at) VALUES"
                 " (:organisation, :customer, :zone, :grace, :streak, :since, :paused_on,"
                 " :paused_days, :last_on, :now)"
                 " ON CONFLICT (organisation_id, customer_id) DO UPDATE SET zone = excluded.zone,"
                 " grace_days = excluded.grace_days, streak = excluded.streak,"
                 " since = excluded.since, paused_on = excluded.paused_on,"
                 " paused_days = excluded.paused_days, last_on = excluded.last_on,"
                 " updated_at = excluded.updated_at",
                 {{"organisation", organisation},
                  {"customer", person.customer},
                  {"zone", person.zone},
                  {"grace", person.grace_days},
                  {"streak", streak.number},
                  {"since", number_of(streak.since)},
                  {"paused_on", paused_on},
                  {"paused_days", streak.paused_days},
                  {"last_on", number_of(streak.last_on)},
                  {"now", now}});
}

void write_event(store::Session& session, const OrganisationId& organisation,
                 const ProgressNews& news, LocalDay on, std::int64_t streak, Timestamp now) {
  store::execute(session,
                 "INSERT INTO progress_events (organisation_id, customer_id, event, on_day, streak,"
                 " actor, created_at) VALUES (:organisation, :customer, :event, :on, :streak,"
                 " :actor, :now)",
                 {{"organisation", organisation},
                  {"customer", news.customer},
                  {"event", name_of(news.kind)},
                  {"on", number_of(on)},
                  {"streak", streak},
                  {"actor", news.actor},
                  {"now", now}});
}

}  // namespace

std::optional<PersonProgress> find_progress(store::Session& session,
                                            const OrganisationId& organisation,
                                            const std::string& customer) {
  auto found = select(session, "AND customer_id = :customer",
                      {{"organisation", organisation}, {"customer", customer}});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<PersonProgress> list_progress(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& after, std::size_t limit) {
  return select(session, "AND customer_id > :after ORDER BY customer_id LIMIT :limit",
                {{"organisation", organisation}, {"after", after}, {"limit", limit}});
}

Result<jobs::Zone> zone_of(const PersonProgress& person, const std::string& programme_zone) {
  auto zone = jobs::Zone::find(person.zone.empty() ? programme_zone : person.zone);
  if (!zone)
    return corrupt("time zone of customer " + person.customer + ": " + zone.error().message);
  return zone;
}

Result<PersonProgress> record_progress(store::Session& session, const OrganisationId& organisation,
                                       const ProgressNews& news, const std::string& programme_zone,
                                       Timestamp now) {
  const auto known = find_progress(session, organisation, news.customer);
  PersonProgress person = known.value_or(PersonProgress{});
  person.customer = news.customer;
  if (news.zone) person.zone = *news.zone;
  if (news.grace_days) person.grace_days = *news.grace_days;
  const auto zone = jobs::Zone::find(person.zone.empty() ? programme_zone : person.zone);
  if (!zone) return zone.error().in("\"time_zone\"");
  const LocalDay today = local_day(now, *zone);
  std::optional<Streak> before;
  if (known) before = known->streak;
  const LocalDay latest = before ? std::max(today, before->last_on) : today;
  const LocalDay on = news.on.value_or(latest);
  auto streak = loyalty::after(before, {news.kind, on}, today, person.grace_days);
  if (!streak) return streak.error();
  person.streak = *streak;
  write(session, organisation, person, now);
  write_event(session, organisation, news, on, person.streak.number, now);
  return person;
}

void note_checks(store::Session& session, const OrganisationId& organisation,
                 std::span<const CheckResult> results, Timestamp now) {
  std::map<std::string_view, store::Rows> by_problem;
  for (const auto& result : results)
    by_problem
        .try_emplace(result.problem, std::vector{store::Rows::Column{"customer", ColumnType::text}})
        .first->second.add(result.customer);
  // Not UPDATE … FROM {rows}: that goes over all people of the organisation.
  for (const auto& [problem, rows] : by_problem)
    store::execute(session,
                   "UPDATE customer_progress SET check_problem = :problem, problem_at = CASE"
                   " WHEN CAST(:problem AS TEXT) = '' THEN NULL"
                   " ELSE COALESCE(problem_at, CAST(:now AS BIGINT)) END"
                   " WHERE organisation_id = :organisation"
                   " AND customer_id IN (SELECT customer FROM {rows} AS r)"
                   " AND check_problem <> :problem",
                   rows, {{"problem", problem}, {"now", now}, {"organisation", organisation}});
}

}  // namespace patchbay::loyalty
