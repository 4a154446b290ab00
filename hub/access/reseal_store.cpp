#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/reseal.h"
#include "hub/access/reseal_values.h"
#include "hub/http/json.h"
#include "hub/store/query.h"

namespace patchbay::access {
namespace {

/// Where an order stands.
struct Position {
  std::string column;  ///< "table.column"; empty: at the first
  RowKey after;
  std::int64_t pass = 1;
  std::int64_t pass_resealed = 0;
};

std::string name_of(const store::SealedColumn& column) {
  return column.table + "." + column.column;
}

std::string to_text(const RowKey& key) {
  boost::json::array values;
  for (const auto& value : key) values.emplace_back(value);
  return boost::json::serialize(values);
}

/// A position of another version of the program is no position: the column begins anew.
RowKey key_of(const std::string& text) {
  RowKey key;
  const auto parsed = parse_json(text);
  if (!parsed || !parsed->is_array()) return key;
  for (const auto& value : parsed->get_array())
    if (value.is_string()) key.emplace_back(value.get_string());
  return key;
}

std::optional<Position> read_position(store::Session& session, const std::string& key) {
  std::optional<Position> found;
  // Locked: a run of the same order whose worker was taken for dead may still be at work.
  const std::string sql =
      "SELECT column_at, position, pass, pass_resealed FROM vault_reseals WHERE key_id = :key AND "
      "ended_at IS NULL" +
      std::string(session.is_postgresql() ? " FOR UPDATE" : "");
  store::query(
      session, sql, {{"key", key}},
      [&](std::string column, std::string position, std::int64_t pass, std::int64_t resealed) {
        found = Position{std::move(column), key_of(position), pass, resealed};
      });
  return found;
}

/// The columns from the one at work on; all when it is no more.
std::span<const store::SealedColumn> left_of(std::span<const store::SealedColumn> columns,
                                             Position& position) {
  const auto at = std::find_if(columns.begin(), columns.end(),
                               [&](auto& column) { return name_of(column) == position.column; });
  if (at != columns.end()) return {at, columns.end()};
  position.after.clear();
  return columns;
}

void write_position(store::Session& session, const std::string& key, const Position& position,
                    const ResealedRows& done, std::optional<Timestamp> ended_at) {
  store::execute(
      session,
      "UPDATE vault_reseals SET column_at = :column, position = :position, pass = :pass, "
      "pass_resealed = :pass_resealed, resealed = resealed + :resealed, unreadable = "
      "unreadable + :unreadable, ended_at = :ended_at WHERE key_id = :key",
      {{"column", position.column},
       {"position", to_text(position.after)},
       {"pass", position.pass},
       {"pass_resealed", position.pass_resealed},
       {"resealed", done.resealed},
       {"unreadable", done.unreadable},
       {"ended_at", ended_at},
       {"key", key}});
}

}  // namespace

bool order_reseal(store::Session& session, const OrganisationId& organisation,
                  const Reseal& order) {
  const auto known = find_reseal(session, order.key);
  if (known && !known->ended_at) return false;
  store::execute(session,
                 "INSERT INTO vault_reseals (key_id, actor, per_second, pass, column_at, position, "
                 "pass_resealed, resealed, unreadable, ordered_at) VALUES (:key, :actor, "
                 ":per_second, 1, '', '[]', 0, 0, 0, :now) ON CONFLICT (key_id) DO UPDATE SET "
                 "actor = excluded.actor, per_second = excluded.per_second, pass = 1, column_at = "
                 "'', position = '[]', pass_resealed = 0, resealed = 0, unreadable = 0, ordered_at "
                 "= excluded.ordered_at, ended_at = NULL",
                 {{"key", order.key},
                  {"actor", order.actor},
                  {"per_second", order.per_second},
                  {"now", order.ordered_at}});
  jobs::NewJob job;
  job.organisation = organisation;
  job.kind = reseal_kind;
  job.key = order.key;
  job.payload = "{}";
  job.run_at = order.ordered_at;
  job.priority = jobs::Priority::low;
  if (!jobs::revive(session, organisation, job.kind, job.key, job.run_at))
    jobs::enqueue(session, {&job, 1}, order.ordered_at);
  return true;
}

std::vector<Reseal> list_reseals(store::Session& session) {
  std::vector<Reseal> orders;
  store::query(session,
               "SELECT key_id, actor, per_second, pass, column_at, resealed, unreadable, "
               "ordered_at, ended_at FROM vault_reseals ORDER BY ordered_at DESC, key_id",
               [&](std::string key, std::string actor, std::int64_t per_second, std::int64_t pass,
                   std::string column, std::int64_t resealed, std::int64_t unreadable,
                   Timestamp ordered_at, std::optional<Timestamp> ended_at) {
                 orders.push_back({std::move(key), std::move(actor), per_second, pass,
                                   std::move(column), resealed, unreadable, ordered_at, ended_at});
               });
  return orders;
}

std::optional<Reseal> find_reseal(store::Session& session, const std::string& key) {
  const auto orders = list_reseals(session);
  const auto found =
      std::find_if(orders.begin(), orders.end(), [&](auto& order) { return order.key == key; });
  if (found == orders.end()) return std::nullopt;
  return *found;
}

void end_reseal(store::Session& session, const std::string& key, Timestamp now) {
  store::execute(session, "UPDATE vault_reseals SET ended_at = :now WHERE key_id = :key",
                 {{"now", now}, {"key", key}});
}

bool reseal_slice(store::Session& session, const std::string& key, const ResealParts& parts,
                  std::size_t limit, Timestamp now) {
  auto position = read_position(session, key);
  if (!position) return false;
  ResealedRows done;
  bool ends = false;
  auto left = left_of(parts.columns, *position);
  while (!left.empty() && done.seen < limit) {
    position->column = name_of(left.front());
    const auto rows =
        reseal_rows(session, left.front(), parts.keys, position->after, limit - done.seen);
    const bool is_through = rows.seen < limit - done.seen;
    done.seen += rows.seen;
    done.resealed += rows.resealed;
    done.unreadable += rows.unreadable;
    position->after = is_through ? RowKey() : rows.last;
    if (is_through) left = left.subspan(1);
  }
  position->pass_resealed += done.resealed;
  if (left.empty()) {
    // Somebody may have sealed with an older key behind the pass: only one that finds nothing ends.
    ends = position->pass_resealed == 0;
    position->column.clear();
    position->pass_resealed = 0;
    if (!ends) ++position->pass;
  } else {
    position->column = name_of(left.front());
  }
  write_position(session, key, *position, done,
                 ends ? std::optional<Timestamp>(now) : std::nullopt);
  return !ends;
}

}  // namespace patchbay::access
