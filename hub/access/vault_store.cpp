#include <algorithm>
#include <map>

#include "hub/access/vault.h"
#include "hub/base/text.h"
#include "hub/crypto/sealed_context.h"
#include "hub/jobs/hubs.h"
#include "hub/store/rows.h"

namespace patchbay::access {
namespace {

constexpr const char* canary_text = "patchbay vault";

std::string canary_context(const std::string& key) {
  return crypto::sealed_context("vault_keys", {key}, "canary");
}

/// A ring sealing with each of its keys in turn: with the last of a ring of its own.
std::string canary_under(const crypto::KeyRing& ring, const std::string& id) {
  crypto::KeyRing only = ring.with(ring);  // a copy that is no handle to the same ring
  for (const auto& other : ring.ids())
    if (other != id) only = only.without(other).value();
  return only.seal(canary_text, canary_context(id));
}

/// "key \"k1\"" or "keys \"k1\", \"k2\"".
std::string named(const std::vector<std::string>& ids) {
  return (ids.size() == 1 ? "key \"" : "keys \"") + join(ids, "\", \"") + "\"";
}

}  // namespace

std::vector<std::string> needed_keys(store::Session& session) {
  std::vector<std::string> ids;
  store::query(session, "SELECT key_id FROM vault_keys ORDER BY added_at, key_id",
               [&](std::string id) { ids.push_back(std::move(id)); });
  return ids;
}

Result<void> check_keys(store::Session& session, const crypto::KeyRing& ring) {
  std::vector<std::string> missing;
  std::vector<std::string> others;
  store::query(session, "SELECT key_id, canary FROM vault_keys ORDER BY added_at, key_id",
               [&](std::string id, std::string canary) {
                 if (!ring.holds(id) && !ring.find_key(id))
                   missing.push_back(id);
                 else if (!ring.open(canary, canary_context(id)))
                   others.push_back(id);
               });
  if (missing.empty() && others.empty()) return {};
  std::string what;
  if (!missing.empty()) what = "lacks " + named(missing);
  if (!others.empty())
    what += (what.empty() ? "has " : ", and has ") + named(others) + " with other bytes";
  return refused("the key ring " + what +
                 ": the store's values are sealed with another ring; give the one that this store "
                 "was used with (security.key_file, security.key_command or ENCRYPTION_KEY)");
}

Result<void> adopt_keys(store::Session& session, const crypto::KeyRing& ring, Timestamp now) {
  if (auto checked = check_keys(session, ring); !checked) return checked;
  const auto known = needed_keys(session);
  bool is_new = false;
  Timestamp at = now;
  for (const auto& id : ring.ids()) {
    if (std::find(known.begin(), known.end(), id) != known.end()) continue;
    is_new = true;
    store::execute(session,
                   "INSERT INTO vault_keys (key_id, canary, added_at) VALUES (:id, :canary, :now) "
                   "ON CONFLICT (key_id) DO NOTHING",
                   {{"id", id}, {"canary", canary_under(ring, id)}, {"now", at}});
    at = at + Duration(1);  // so that their order is that of the ring
  }
  if (!is_new) return {};
  session.signal(keys_channel);
  return check_keys(session, ring);  // another process may have noted other bytes just now
}

Result<std::vector<std::string>> index_candidates(store::Session& session,
                                                  const crypto::KeyRing& ring,
                                                  std::string_view text) {
  std::vector<std::string> missing;
  for (const auto& id : needed_keys(session))
    if (!ring.holds(id) && !ring.find_key(id)) missing.push_back(id);
  if (!missing.empty())
    return unavailable("this process lacks " + named(missing) +
                       " of the key ring; nothing can be looked up until its key ring is that of "
                       "the other hubs");
  return ring.blind_indexes(text);
}

std::vector<KeyUse> count_key_use(store::Session& session,
                                  std::span<const store::SealedColumn> columns) {
  using store::ColumnType;
  const auto ids = needed_keys(session);
  // How many values of a column begin with what texts under each key begin with.
  const auto count = [&](const std::string& table, const std::string& column, auto prefix_of) {
    std::map<std::string, std::int64_t> counts;
    store::Rows rows({{"id", ColumnType::text}, {"prefix", ColumnType::text}});
    for (const auto& id : ids) rows.add(id).add(prefix_of(id));
    std::int64_t known = 0;
    if (!rows.empty())
      store::query(session,
                   "SELECT r.id, COUNT(*) FROM {rows} AS r CROSS JOIN " + table + " AS t WHERE " +
                       "substr(t." + column + ", 1, length(r.prefix)) = r.prefix GROUP BY r.id",
                   rows, {}, [&](std::string id, std::int64_t found) {
                     counts[id] = found;
                     known += found;
                   });
    const auto all = store::query_value<std::int64_t>(
        session, "SELECT COUNT(*) FROM " + table + " WHERE " + column + " <> ''");
    if (all.value_or(0) > known) counts[""] = *all - known;
    return counts;
  };
  std::vector<KeyUse> uses;
  for (const auto& column : columns) {
    const auto sealed = count(column.table, column.column, crypto::sealed_prefix);
    std::map<std::string, std::int64_t> indexed;
    if (!column.index.empty())
      indexed = count(column.table, column.index, [](const std::string& id) { return id + "."; });
    auto every = ids;
    every.emplace_back();
    for (const auto& id : every) {
      const auto values = sealed.find(id);
      const auto entries = indexed.find(id);
      KeyUse use{column.table, column.column, id};
      if (values != sealed.end()) use.sealed = values->second;
      if (entries != indexed.end()) use.indexed = entries->second;
      if (use.sealed > 0 || use.indexed > 0) uses.push_back(std::move(use));
    }
  }
  return uses;
}

void note_active_key(store::Session& session, const std::string& hub, const std::string& key) {
  store::execute(session,
                 "DELETE FROM vault_hubs WHERE hub_id IN (SELECT id FROM hubs WHERE state = "
                 "'stopped')");
  store::execute(session,
                 "INSERT INTO vault_hubs (hub_id, active) VALUES (:hub, :key) "
                 "ON CONFLICT (hub_id) DO UPDATE SET active = excluded.active",
                 {{"hub", hub}, {"key", key}});
}

namespace {

/// Hubs at work that would seal with an older key than the newest.
std::vector<std::string> hubs_behind(store::Session& session, const std::string& newest) {
  std::map<std::string, std::string> active;
  store::query(session, "SELECT hub_id, active FROM vault_hubs",
               [&](std::string hub, std::string key) { active[hub] = std::move(key); });
  std::vector<std::string> behind;
  for (const auto& hub : jobs::list_hubs(session)) {
    const bool works =
        hub.state == jobs::HubState::running || hub.state == jobs::HubState::draining;
    if (works && active[hub.id] != newest) behind.push_back(hub.id);
  }
  return behind;
}

}  // namespace

Result<void> retire_key(store::Session& session, std::span<const store::SealedColumn> columns,
                        const crypto::KeyRing& ring, const std::string& id) {
  const auto known = needed_keys(session);
  const auto newest = ring.ids().back();
  if (id == newest)
    return refused("key \"" + id + "\" is the newest: rotate first (patchbay keys rotate)");
  if (std::find(known.begin(), known.end(), id) == known.end())
    return not_found("the store knows no key \"" + id + "\"; see: patchbay keys status");
  if (const auto behind = hubs_behind(session, newest); !behind.empty())
    return refused("hub " + join(behind, ", ") + " does not seal with the newest key \"" + newest +
                   "\" yet; give it the new ring first");
  for (const auto& use : count_key_use(session, columns))
    if (use.key == id)
      return refused("key \"" + id + "\" is still needed: " + std::to_string(use.sealed) +
                     " values and " + std::to_string(use.indexed) + " index entries of " +
                     use.table + "." + use.column +
                     " stand under it; wait for re-sealing (patchbay keys status)");
  store::execute(session, "DELETE FROM vault_keys WHERE key_id = :id", {{"id", id}});
  session.signal(keys_channel);
  return {};
}

}  // namespace patchbay::access
