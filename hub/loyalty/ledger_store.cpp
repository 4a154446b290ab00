#include <algorithm>
#include <map>
#include <set>

#include "hub/base/result.h"
#include "hub/loyalty/ledger.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;
using store::Rows;

Rows transfer_rows(std::span<const Transfer* const> transfers) {
  Rows rows({{"id", ColumnType::text},
             {"debit", ColumnType::text},
             {"credit", ColumnType::text},
             {"unit", ColumnType::text},
             {"amount", ColumnType::integer},
             {"reason", ColumnType::text},
             {"policy_hash", ColumnType::text}});
  rows.reserve(transfers.size());
  for (const Transfer* t : transfers)
    rows.add(t->id)
        .add(t->debit_account)
        .add(t->credit_account)
        .add(t->unit)
        .add(t->amount)
        .add(t->reason)
        .add(t->policy_hash);
  return rows;
}

/// Writes those that are new; returns their ids.
std::vector<std::string> insert_new(store::Session& session, const OrganisationId& organisation,
                                    const Rows& rows, Timestamp now) {
  std::vector<std::string> inserted;
  inserted.reserve(rows.size());
  store::query(session,
               "INSERT INTO ledger_transfers (organisation_id, id, debit_account, credit_account,"
               " unit, amount, reason, policy_hash, posted_at)"
               " SELECT :organisation, id, debit, credit, unit, amount, reason, policy_hash, :now"
               " FROM {rows} AS r WHERE true"
               " ON CONFLICT (organisation_id, id) DO NOTHING RETURNING id",
               rows, {{"organisation", organisation}, {"now", now}},
               [&](std::string id) { inserted.push_back(std::move(id)); });
  return inserted;
}

/// Same key, other content is a conflict (P-06). The policy's hash is no content: a replay under
/// newer rules is still the same transfer if it moves the same amount.
void check_same(store::Session& session, const OrganisationId& organisation, const Rows& rows) {
  store::query(session,
               "SELECT r.id FROM {rows} AS r CROSS JOIN ledger_transfers AS t"
               " WHERE t.organisation_id = :organisation AND t.id = r.id"
               " AND (t.debit_account <> r.debit OR t.credit_account <> r.credit"
               " OR t.unit <> r.unit OR t.amount <> r.amount OR t.reason <> r.reason)",
               rows, {{"organisation", organisation}}, [](std::string id) {
                 throw ErrorException(conflict("transfer " + id +
                                               " is posted already with other content; a "
                                               "correction needs an id of its own"));
               });
}

struct Movement {
  std::int64_t debits = 0, credits = 0;
};

void add_up(std::int64_t& sum, std::int64_t amount, const std::string& account) {
  if (__builtin_add_overflow(sum, amount, &sum))
    throw ErrorException(invalid("the total of account " + account + " does not fit 64 bits"));
}

/// One row an account; in order of account, so that two transactions lock them in one order.
void move_totals(store::Session& session, const OrganisationId& organisation,
                 std::span<const Transfer* const> transfers) {
  std::map<std::pair<std::string_view, std::string_view>, Movement> movements;
  for (const Transfer* t : transfers) {
    add_up(movements[{t->debit_account, t->unit}].debits, t->amount, t->debit_account);
    add_up(movements[{t->credit_account, t->unit}].credits, t->amount, t->credit_account);
  }
  Rows rows({{"code", ColumnType::text},
             {"unit", ColumnType::text},
             {"debits", ColumnType::integer},
             {"credits", ColumnType::integer}});
  rows.reserve(movements.size());
  for (const auto& [account, movement] : movements)
    rows.add(account.first).add(account.second).add(movement.debits).add(movement.credits);
  store::execute(session,
                 "INSERT INTO ledger_accounts (organisation_id, code, unit, debits, credits)"
                 " SELECT :organisation, code, unit, debits, credits FROM {rows} AS r WHERE true"
                 " ORDER BY code, unit"
                 " ON CONFLICT (organisation_id, code, unit) DO UPDATE SET"
                 " debits = ledger_accounts.debits + excluded.debits,"
                 " credits = ledger_accounts.credits + excluded.credits",
                 rows, {{"organisation", organisation}});
}

void check_sound(const Transfer& transfer) {
  if (transfer.amount <= 0 || transfer.id.empty() ||
      transfer.debit_account == transfer.credit_account)
    throw ErrorException(internal("transfer \"" + transfer.id +
                                  "\" needs an id, two accounts and an amount above zero"));
}

}  // namespace

void post(store::Session& session, const OrganisationId& organisation,
          std::span<const Transfer> transfers, Timestamp now) {
  std::vector<const Transfer*> wanted;
  wanted.reserve(transfers.size());
  for (const Transfer& transfer : transfers) {
    check_sound(transfer);
    wanted.push_back(&transfer);
  }
  const Rows rows = transfer_rows(wanted);
  const auto inserted = insert_new(session, organisation, rows, now);
  if (inserted.size() < wanted.size()) {
    check_same(session, organisation, rows);
    std::set<std::string> left(inserted.begin(), inserted.end());
    std::erase_if(wanted, [&](const Transfer* t) { return left.erase(t->id) == 0; });
  }
  move_totals(session, organisation, wanted);
}

std::int64_t balance(store::Session& session, const OrganisationId& organisation,
                     const std::string& account, const std::string& unit) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT credits - debits FROM ledger_accounts WHERE organisation_id = :organisation"
             " AND code = :account AND unit = :unit",
             {{"organisation", organisation}, {"account", account}, {"unit", unit}})
      .value_or(0);
}

std::map<std::string, std::int64_t> balances(store::Session& session,
                                             const OrganisationId& organisation,
                                             std::span<const std::string> accounts,
                                             const std::string& unit) {
  std::map<std::string, std::int64_t> found;
  if (accounts.empty()) return found;
  Rows rows({{"account", ColumnType::text}});
  rows.reserve(accounts.size());
  for (const auto& account : accounts) rows.add(account);
  store::query(session,
               "SELECT a.code, a.credits - a.debits FROM {rows} AS r CROSS JOIN ledger_accounts AS"
               " a WHERE a.organisation_id = :organisation AND a.code = r.account"
               " AND a.unit = :unit",
               rows, {{"organisation", organisation}, {"unit", unit}},
               [&](std::string account, std::int64_t held) { found[std::move(account)] = held; });
  return found;
}

std::int64_t sum_of_balances(store::Session& session, const OrganisationId& organisation,
                             const std::string& unit) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT CAST(COALESCE(SUM(credits - debits), 0) AS BIGINT) FROM ledger_accounts"
             " WHERE organisation_id = :organisation AND unit = :unit",
             {{"organisation", organisation}, {"unit", unit}})
      .value_or(0);
}

std::int64_t count_wrong_totals(store::Session& session, const OrganisationId& organisation) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT COUNT(*) FROM (SELECT code, unit FROM ("
             " SELECT code, unit, credits, debits FROM ledger_accounts"
             " WHERE organisation_id = :organisation UNION ALL"
             " SELECT credit_account, unit, -amount, 0 FROM ledger_transfers"
             " WHERE organisation_id = :organisation UNION ALL"
             " SELECT debit_account, unit, 0, -amount FROM ledger_transfers"
             " WHERE organisation_id = :organisation) AS movements"
             " GROUP BY code, unit HAVING SUM(credits) <> 0 OR SUM(debits) <> 0) AS wrong",
             {{"organisation", organisation}})
      .value_or(0);
}

}  // namespace patchbay::loyalty
