#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "hub/jobs/letters.h"
#include "hub/store/query.h"

namespace patchbay::jobs {
namespace {

/// Whether one of the order's letters may go back: others died later, or again.
bool matches(const DeadLetter& letter, const DeadFilter& filter) {
  return (!filter.since || letter.died_at >= *filter.since) &&
         (!filter.until || letter.died_at < *filter.until);
}

}  // namespace

std::vector<DeadLetter> find_letters(store::Session& session, const Letters& letters,
                                     std::size_t limit) {
  if (letters.ids.empty()) return list_dead(session, letters.filter, 0, limit);
  std::vector<DeadLetter> found;
  for (const auto id : letters.ids) {
    if (found.size() == limit) break;
    auto letter = find_dead(session, letters.filter.organisation, id);
    if (letter && matches(*letter, letters.filter)) found.push_back(std::move(*letter));
  }
  return found;
}

std::int64_t count_letters(store::Session& session, const Letters& letters) {
  if (letters.ids.empty()) return count_dead(session, letters.filter);
  return static_cast<std::int64_t>(find_letters(session, letters, letters.ids.size()).size());
}

std::int64_t discard_letters(store::Session& session, const Letters& letters,
                             const std::string& reason, std::size_t limit) {
  std::vector<std::int64_t> ids;
  for (const auto& letter : find_letters(session, letters, limit)) ids.push_back(letter.id);
  return discard(session, ids, reason);
}

std::int64_t order_redrive(store::Session& session, const Redrive& order) {
  Letters letters = order.letters;
  auto& until = letters.filter.until;
  until = until ? std::min(*until, order.ordered_at) : order.ordered_at;
  const auto wanted = count_letters(session, letters);
  const auto& organisation = letters.filter.organisation;
  store::execute(session,
                 "INSERT INTO redrives (organisation_id, id, letters, per_second, actor, wanted, "
                 "redriven, ordered_at) VALUES (:organisation, :id, :letters, :per_second, :actor, "
                 ":wanted, 0, :ordered_at)",
                 {{"organisation", organisation},
                  {"id", order.id},
                  {"letters", to_json_text(letters)},
                  {"per_second", order.per_second},
                  {"actor", order.actor},
                  {"wanted", wanted},
                  {"ordered_at", order.ordered_at}});
  NewJob job;
  job.organisation = organisation;
  job.kind = redrive_kind;
  job.key = order.id;
  job.payload = boost::json::serialize(boost::json::object{{"redrive", order.id}});
  job.run_at = order.ordered_at;
  enqueue(session, {&job, 1}, order.ordered_at);
  return wanted;
}

std::optional<Redrive> find_redrive(store::Session& session, const OrganisationId& organisation,
                                    const std::string& id) {
  std::optional<Redrive> found;
  store::query(
      session,
      "SELECT letters, per_second, actor, wanted, redriven, ordered_at, ended_at FROM redrives "
      "WHERE organisation_id = :organisation AND id = :id",
      {{"organisation", organisation}, {"id", id}},
      [&](std::string letters, std::int64_t per_second, std::string actor, std::int64_t wanted,
          std::int64_t redriven, Timestamp ordered_at, std::optional<Timestamp> ended_at) {
        found = {id,         letters_of(organisation, letters),
                 per_second, std::move(actor),
                 wanted,     redriven,
                 ordered_at, ended_at};
      });
  return found;
}

bool redrive_slice(store::Session& session, const OrganisationId& organisation,
                   const std::string& id, const RedriveHooks& hooks, Timestamp now) {
  const auto order = find_redrive(session, organisation, id);
  if (!order || order->ended_at) return false;
  const auto slice = static_cast<std::size_t>(order->per_second);
  const auto letters = find_letters(session, order->letters, slice);
  std::vector<std::int64_t> ids;
  for (const auto& letter : letters) ids.push_back(letter.id);
  // At once, since it locks lanes; a hook is for a letter that did go back.
  const auto redriven = redrive(session, ids, now);
  const std::set<std::int64_t> went(redriven.begin(), redriven.end());
  for (const auto& letter : letters) {
    if (!went.contains(letter.id)) continue;
    if (const auto hook = hooks.find(letter.kind); hook != hooks.end())
      hook->second(session, letter, now);
  }
  const bool more = letters.size() == slice;
  store::execute(session,
                 "UPDATE redrives SET redriven = redriven + :redriven, ended_at = :ended_at WHERE "
                 "organisation_id = :organisation AND id = :id",
                 {{"redriven", redriven.size()},
                  {"ended_at", more ? std::optional<Timestamp>() : now},
                  {"organisation", organisation},
                  {"id", id}});
  return more;
}

std::int64_t remove_redrives(store::Session& session, Timestamp ended_before, std::size_t limit) {
  return store::execute(
      session,
      "DELETE FROM redrives WHERE (organisation_id, id) IN (SELECT organisation_id, id FROM "
      "redrives WHERE ended_at < :ended_before ORDER BY ended_at LIMIT :most)",
      {{"ended_before", ended_before}, {"most", limit}});
}

}  // namespace patchbay::jobs
