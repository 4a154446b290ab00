#pragma once
// What a hub and its partners left behind, as they stand on disk: the matter of the invariant.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "hub/store/store.h"

namespace patchbay::test {

struct RewardFact {
  std::string partner, state, reason, partner_reference, currency;
  std::int64_t amount_minor = 0;
};
struct JobFact {
  std::string kind, key, state, reason;
};
/// One value that a partner moved, from the partner's own books.
struct BookFact {
  std::string partner, reference, partner_reference, currency;
  std::int64_t amount_minor = 0;
};
struct EventFact {
  std::string id, type, dedup_key;
  bool fanned_out = false;
};
struct MessageFact {
  std::string event, state;
};

struct Evidence {
  std::map<std::string, RewardFact> rewards;  ///< by id
  std::vector<JobFact> jobs;
  std::vector<BookFact> books;  ///< of all partners
  std::vector<EventFact> events;
  std::vector<MessageFact> messages;
  std::set<std::string> received;  ///< ids in the book of the webhooks' receiver
  std::int64_t orders = 0;
  /// Unit -> debits minus credits over all accounts.
  std::map<std::string, std::int64_t> ledger_sums;
  /// Accounts whose totals are not the sums of their transfers, and customers below zero.
  std::vector<std::string> wrong_accounts;
  /// Customers whose counters are not what their orders say.
  std::vector<std::string> wrong_customers;
};

/// What the store holds of one organisation. In the caller's transaction.
void gather_store(store::Session& session, const std::string& organisation, Evidence& evidence);
/// "<partner>.books.jsonl" of every partner in the sandbox's folder; a torn last line, which nobody
/// was answered for, is left out. No folder: no books.
void gather_books(const std::string& folder, Evidence& evidence);
/// The JSON lines of `patchbay webhook listen`. No file: nothing received.
void gather_received(const std::string& file, Evidence& evidence);

}  // namespace patchbay::test
