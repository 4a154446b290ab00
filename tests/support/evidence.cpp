#include "tests/support/evidence.h"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <functional>

#include "hub/store/query.h"

namespace patchbay::test {
namespace {

using store::query;

void gather_rewards(store::Session& session, const std::string& organisation, Evidence& evidence) {
  query(session,
        "SELECT id, partner, state, reason, partner_reference, currency, amount_minor FROM rewards"
        " WHERE organisation_id = :organisation",
        {{"organisation", organisation}},
        [&](std::string id, std::string partner, std::string state, std::string reason,
            std::string partner_reference, std::string currency, std::int64_t minor) {
          evidence.rewards[id] = {partner, state, reason, partner_reference, currency, minor};
        });
}

void gather_work(store::Session& session, const std::string& organisation, Evidence& evidence) {
  // The upkeep of a store that `serve` used is never done.
  query(session,
        "SELECT kind, job_key, state, reason FROM jobs WHERE organisation_id = :organisation"
        " AND kind <> 'retention.purge'",
        {{"organisation", organisation}},
        [&](std::string kind, std::string key, std::string state, std::string reason) {
          evidence.jobs.push_back({kind, key, state, reason});
        });
  query(session,
        "SELECT id, type, dedup_key, fanned_out FROM events WHERE organisation_id = :organisation",
        {{"organisation", organisation}},
        [&](std::string id, std::string type, std::string key, bool fanned_out) {
          evidence.events.push_back({id, type, key, fanned_out});
        });
  query(session,
        "SELECT event_id, state FROM webhook_messages WHERE organisation_id = :organisation",
        {{"organisation", organisation}}, [&](std::string event, std::string state) {
          evidence.messages.push_back({event, state});
        });
}

void gather_ledger(store::Session& session, const std::string& organisation, Evidence& evidence) {
  query(session,
        "SELECT unit, SUM(debits) - SUM(credits) FROM ledger_accounts"
        " WHERE organisation_id = :organisation GROUP BY unit",
        {{"organisation", organisation}},
        [&](std::string unit, std::int64_t sum) { evidence.ledger_sums[unit] = sum; });
  query(session,
        "SELECT a.code FROM ledger_accounts AS a WHERE a.organisation_id = :organisation AND ("
        " (a.code LIKE 'customer/%' AND a.credits < a.debits)"
        " OR a.debits <> COALESCE((SELECT SUM(t.amount) FROM ledger_transfers AS t WHERE"
        "  t.organisation_id = a.organisation_id AND t.unit = a.unit AND t.debit_account = a.code),"
        "  0)"
        " OR a.credits <> COALESCE((SELECT SUM(t.amount) FROM ledger_transfers AS t WHERE"
        "  t.organisation_id = a.organisation_id AND t.unit = a.unit AND t.credit_account = a.code)"
        "  , 0))",
        {{"organisation", organisation}},
        [&](std::string code) { evidence.wrong_accounts.push_back(code); });
}

void gather_orders(store::Session& session, const std::string& organisation, Evidence& evidence) {
  evidence.orders =
      store::query_value<std::int64_t>(
          session, "SELECT COUNT(*) FROM orders WHERE organisation_id = :organisation",
          {{"organisation", organisation}})
          .value_or(0);
  query(session,
        "SELECT c.id FROM customers AS c WHERE c.organisation_id = :organisation AND ("
        " c.orders <> (SELECT COUNT(*) FROM orders AS o WHERE o.organisation_id = c.organisation_id"
        "  AND o.customer_id = c.id)"
        " OR c.spent_minor <> (SELECT SUM(o.amount_minor) FROM orders AS o WHERE"
        "  o.organisation_id = c.organisation_id AND o.customer_id = c.id))",
        {{"organisation", organisation}},
        [&](std::string id) { evidence.wrong_customers.push_back(id); });
}

/// Calls `row` with each whole line that is a JSON object.
void each_line(const std::string& file,
               const std::function<void(const boost::json::object&)>& row) {
  std::ifstream stream(file);
  std::string line;
  while (std::getline(stream, line)) {
    boost::system::error_code torn;
    const auto value = boost::json::parse(line, torn);
    if (!torn && value.is_object()) row(value.get_object());
  }
}

std::string text_of(const boost::json::object& row, const char* name) {
  const auto* member = row.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string())
                                                  : std::string();
}

}  // namespace

void gather_store(store::Session& session, const std::string& organisation, Evidence& evidence) {
  gather_rewards(session, organisation, evidence);
  gather_work(session, organisation, evidence);
  gather_ledger(session, organisation, evidence);
  gather_orders(session, organisation, evidence);
}

void gather_books(const std::string& folder, Evidence& evidence) {
  constexpr std::string_view ending = ".books.jsonl";
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(ending)) continue;
    const std::string partner = name.substr(0, name.size() - ending.size());
    each_line(entry.path().string(), [&](const boost::json::object& row) {
      evidence.books.push_back({partner, text_of(row, "reference"),
                                text_of(row, "partner_reference"), text_of(row, "currency"),
                                row.at("amount_minor").as_int64()});
    });
  }
}

void gather_received(const std::string& file, Evidence& evidence) {
  each_line(file,
            [&](const boost::json::object& row) { evidence.received.insert(text_of(row, "id")); });
}

}  // namespace patchbay::test
