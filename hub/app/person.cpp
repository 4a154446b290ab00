#include "hub/app/person.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/access/credentials.h"
#include "hub/app/person_rows.h"
#include "hub/app/personal_tables.h"
#include "hub/base/text.h"
#include "hub/loyalty/linking.h"
#include "hub/loyalty/reward_actions.h"

namespace patchbay::app {
namespace {

Result<void> check_known(store::Session& session, const Person& person) {
  // Not every programme has orders: clean days, a contact or an account alone make a customer.
  for (const auto& table : all_personal_tables())
    if (table.exported && has_rows(session, table, person)) return {};
  return not_found("nothing is known of a customer \"" + person.customer + "\"");
}

/// Withdraws what may be withdrawn. Errors: conflict: some stay open.
Result<std::int64_t> close_rewards(store::Session& session, const ErasureOrder& order,
                                   const Person& person, const Clock& clock, Random& random) {
  const auto open = open_rewards(session, person);
  if (order.cancels_rewards)
    for (const auto& [id, state] : open) {
      const auto done = loyalty::cancel_reward(session, {order.organisation, id, order.actor},
                                               "the customer is erased", clock, random);
      if (!done) return done.error();
    }
  const auto left = order.cancels_rewards ? open_rewards(session, person) : open;
  if (left.empty()) return static_cast<std::int64_t>(open.size());
  std::vector<std::string> names;
  for (const auto& [id, state] : left) names.push_back(id + " (" + state + ")");
  return conflict(
      "the customer has rewards at work: " + join(names, ", ") +
      (order.cancels_rewards
           ? "; whether they were issued is not known yet: settle them, then erase again"
           : "; let them end, or say --cancel-open-rewards"));
}

boost::json::object to_json(const std::map<std::string, std::int64_t>& counts) {
  boost::json::object object;
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

void audit(store::Session& session, const ErasureOrder& order, const Erased& erased,
           Timestamp now) {
  access::AuditEntry entry;
  entry.organisation = order.organisation;
  entry.actor = order.actor;
  entry.action = "customer.erase";
  entry.subject = "customer:" + order.customer;
  entry.reason = order.reason;
  entry.detail = boost::json::serialize(boost::json::object{{"removed", to_json(erased.removed)},
                                                            {"redacted", to_json(erased.redacted)},
                                                            {"withdrawn", erased.withdrawn},
                                                            {"cancelled", erased.cancelled}});
  entry.at = now;
  access::record(session, entry);
}

}  // namespace

Result<boost::json::object> export_person(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& customer,
                                          const crypto::KeyRing& keys) {
  const Person person{organisation, customer};
  if (auto known = check_known(session, person); !known) return known.error();
  boost::json::object tables;
  for (const auto& table : all_personal_tables()) {
    if (!table.exported) continue;
    boost::json::array rows;
    read_personal(session, table, person, keys,
                  [&](boost::json::object row) { rows.push_back(std::move(row)); });
    tables[table.table] = std::move(rows);
  }
  return tables;
}

Result<Erased> erase_person(store::Session& session, const ErasureOrder& order,
                            const crypto::KeyRing& keys, const Clock& clock, Random& random) {
  const Person person{order.organisation, order.customer};
  if (auto known = check_known(session, person); !known) return known.error();
  Erased erased;
  auto closed = close_rewards(session, order, person, clock, random);
  if (!closed) return closed.error();
  erased.cancelled = *closed;
  const auto texts = personal_texts(session, person, keys);
  // Partners that gave tokens are told as well, by durable jobs.
  erased.withdrawn =
      loyalty::withdraw_everything({session, keys, clock, random}, order.organisation,
                                   order.customer, order.actor, "the customer is erased");
  const auto count = [](auto& counts, const std::string& name, std::int64_t changed) {
    if (changed > 0) counts[name] += changed;
  };
  for (const auto& table : all_personal_tables()) {
    for (const auto& column : table.columns) {
      const auto name = table.table + "." + column.name;
      if (column.erasure == Erasure::clear)
        count(erased.redacted, name, clear_column(session, table, column.name, person));
      if (column.erasure == Erasure::redact)
        for (const auto& text : texts)
          count(erased.redacted, name, redact_column(session, table, column.name, text, person));
    }
    if (table.removed) count(erased.removed, table.table, remove_rows(session, table, person));
  }
  // Hubs that know one of them would let it in for as long as they remember it.
  if (erased.removed.contains("credentials"))
    access::tell_credential_change(session, order.organisation);
  if (erased != Erased()) audit(session, order, erased, clock.now());
  return erased;
}

}  // namespace patchbay::app
