#include "hub/app/operator/keys_status.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/access/reseal.h"
#include "hub/access/vault.h"
#include "hub/app/operator/listing.h"
#include "hub/app/sealed_columns.h"

namespace patchbay::app {
namespace {

struct KeyState {
  std::string id;
  bool in_ring = false;
  bool seals = false;  ///< the newest
  std::vector<access::KeyUse> uses;
};

struct Status {
  std::vector<KeyState> keys;  ///< oldest first; at the end "", when there are unknown keys
  std::vector<access::Reseal> reseals;
};

std::string state_of(const KeyState& key) {
  if (key.id.empty()) return "unknown";
  if (key.seals) return "seals";
  if (!key.in_ring) return "missing";
  return key.uses.empty() ? "may be retired" : "opens";
}

Status read_status(const Installation& here) {
  Status status;
  const auto& ring = *here.config.keys;
  auto ids = ring.ids();
  std::vector<access::KeyUse> uses;
  here.store->run_blocking(store::Access::read, [&](store::Session& session) {
    for (const auto& id : access::needed_keys(session))
      if (!ring.holds(id)) ids.insert(ids.begin(), id);
    uses = access::count_key_use(session, all_sealed_columns());
    status.reseals = access::list_reseals(session);
  });
  ids.emplace_back();
  for (const auto& id : ids) {
    KeyState key{id, ring.holds(id), id == ring.active(), {}};
    std::copy_if(uses.begin(), uses.end(), std::back_inserter(key.uses),
                 [&](auto& use) { return use.key == id; });
    if (!id.empty() || !key.uses.empty()) status.keys.push_back(std::move(key));
  }
  return status;
}

boost::json::object json_of(const KeyState& key) {
  boost::json::array uses;
  for (const auto& use : key.uses)
    uses.push_back(boost::json::object{{"column", use.table + "." + use.column},
                                       {"sealed", use.sealed},
                                       {"indexed", use.indexed}});
  return {{"id", key.id}, {"state", state_of(key)}, {"uses", std::move(uses)}};
}

boost::json::object json_of(const access::Reseal& order) {
  boost::json::object text{{"key", order.key},
                           {"actor", order.actor},
                           {"pass", order.pass},
                           {"column", order.column},
                           {"resealed", order.resealed},
                           {"unreadable", order.unreadable},
                           {"per_second", order.per_second},
                           {"ordered_at", to_rfc3339(order.ordered_at)}};
  text["ended_at"] = order.ended_at ? boost::json::value(to_rfc3339(*order.ended_at)) : nullptr;
  return text;
}

void print_json(const Status& status) {
  boost::json::array keys;
  for (const auto& key : status.keys) keys.push_back(json_of(key));
  boost::json::array reseals;
  for (const auto& order : status.reseals) reseals.push_back(json_of(order));
  std::puts(boost::json::serialize(
                boost::json::object{{"keys", std::move(keys)}, {"reseals", std::move(reseals)}})
                .c_str());
}

void print_table(const Status& status) {
  Listing listing{{"KEY", "STATE", "SEALED", "INDEXED", "COLUMN"}, {}, {}, ""};
  for (const auto& key : status.keys) {
    const std::string id = key.id.empty() ? "?" : key.id;
    if (key.uses.empty()) listing.rows.push_back({id, state_of(key), "0", "0", "-"});
    for (const auto& use : key.uses)
      listing.rows.push_back({id, state_of(key), std::to_string(use.sealed),
                              std::to_string(use.indexed), use.table + "." + use.column});
  }
  print(listing, false);
  for (const auto& order : status.reseals) {
    const auto count = std::to_string(order.resealed) + " values sealed anew to " + order.key;
    if (order.ended_at)
      std::printf("re-sealing ended %s: %s\n", to_rfc3339(*order.ended_at).c_str(), count.c_str());
    else
      std::printf("re-sealing at work: %s, pass %lld, at %s\n", count.c_str(),
                  static_cast<long long>(order.pass),
                  order.column.empty() ? "its beginning" : order.column.c_str());
    if (order.unreadable > 0)
      std::printf("  %lld values were met that no key opens\n",
                  static_cast<long long>(order.unreadable));
  }
}

}  // namespace

void print_keys_status(const Installation& here, bool json) {
  const auto status = read_status(here);
  if (json)
    print_json(status);
  else
    print_table(status);
}

}  // namespace patchbay::app
