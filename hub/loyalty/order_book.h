#pragma once
// Orders against what is known of their customers, in memory and in order. Private to hub/loyalty.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hub/base/result.h"
#include "hub/loyalty/awards.h"
#include "hub/loyalty/failure_fuse.h"
#include "hub/loyalty/ledger.h"
#include "hub/loyalty/limit_counts.h"
#include "hub/loyalty/orders.h"
#include "hub/policy/decision.h"

namespace patchbay::loyalty {

/// A customer's standing: what was read, moved on by the orders taken since.
struct Standing {
  std::string tier;  ///< empty: in none
  std::int64_t orders = 0;
  std::int64_t spent_minor = 0;  ///< of the orders that no limit denied or held
  std::int64_t points = 0;       ///< earned in all
  std::string currency;
  std::vector<std::string> given{};   ///< milestones that give nothing again
  std::vector<std::string> linked{};  ///< partners; only if the rules may ask (asks_for_links())
  std::vector<std::string> traits{};  ///< likewise
};

struct TierChange {
  const Order* order = nullptr;
  std::string previous_tier;
  std::string tier;
  std::int64_t points = 0;  ///< after the order
};

/// Points above zero that an order brought its customer.
struct Earning {
  const Order* order = nullptr;
  std::int64_t points = 0;
};

/// What the rules saw of an order and said, for whoever keeps it.
struct OrderDecision {
  const Order* order = nullptr;
  policy::Facts facts;
  std::string effects;  ///< effects_json(), serialized
};

/// An order that cannot be decided about yet.
struct Waiting {
  const Order* order = nullptr;
  std::string reason;  ///< a sentence, with file and line of the rule that failed
};

/// Decides a chunk of orders; knows no store. What it gathers points into the orders it was handed
/// and into the policy: both must outlive it.
class OrderBook {
 public:
  /// `now`: when it is decided.
  OrderBook(const policy::Policy& policy, Timestamp now);

  /// What the store holds: call before take().
  void know_customer(std::string id, Standing standing);
  void know_order(const Order& order);
  /// An order of the customer waits: later ones wait behind it.
  void know_waiting(const std::string& customer) { blocked_.insert(customer); }
  LimitCounts& counts() { return counts_; }  ///< to be read into

  /// Takes an order, or one that was seen before with the same content (which changes nothing), or
  /// has it wait: a rule's function failed, the machine was too slow for it, rules failed slowly
  /// for a few others (failure_fuse.h), or an earlier one of the customer waits. One that a limit
  /// denies or holds is taken and earns nothing.
  /// Errors: invalid, conflict: why it is refused, in a sentence.
  Result<void> take(const Order& order);
  /// Has it wait whatever the rules say, and what comes after it.
  void make_wait(const Order& order, std::string reason);

  /// Something waits only because rules took too long: it may be decided about in a while.
  bool was_slow() const { return was_slow_; }
  /// Whoever comes now waits without being asked about.
  bool is_blown() const { return fuse_.is_blown(); }

  const std::vector<const Order*>& orders() const { return orders_; }         ///< taken and new
  const std::vector<Waiting>& waiting() const { return waiting_; }            ///< new, in order
  const std::vector<OrderDecision>& decisions() const { return decisions_; }  ///< one an order
  const std::vector<Transfer>& transfers() const { return transfers_; }
  const std::vector<Earning>& earnings() const { return earnings_; }  ///< one a transfer
  const std::vector<TierChange>& tier_changes() const { return tier_changes_; }
  const std::vector<NewAward>& awards() const { return awards_; }
  /// The standings that changed, by customer.
  const std::map<std::string, Standing>& changed() const { return changed_; }
  const policy::Policy& policy() const { return policy_; }

 private:
  Standing standing_of(const Order& order) const;
  policy::Facts facts_of(const Order& order, const Standing& customer) const;
  void apply(const Order& order, const policy::Decision& decision, Standing& customer);

  struct Seen {
    std::string customer;
    std::int64_t amount_minor = 0;
    std::string currency;
    Timestamp ordered_at;
  };
  const policy::Policy& policy_;
  const Timestamp now_;
  LimitCounts counts_;
  FailureFuse fuse_;
  bool was_slow_ = false;
  std::map<std::string, Standing> known_;
  std::map<std::string, Standing> changed_;
  std::unordered_map<std::string, Seen> seen_;  ///< by source/id
  std::set<std::string> blocked_;               ///< customers of whom an order waits
  std::vector<const Order*> orders_;
  std::vector<Waiting> waiting_;
  std::vector<OrderDecision> decisions_;
  std::vector<Transfer> transfers_;
  std::vector<Earning> earnings_;
  std::vector<TierChange> tier_changes_;
  std::vector<NewAward> awards_;
};

/// Whether any rule may look at a customer's links and traits.
bool asks_for_links(const policy::Policy& policy);

/// Why an order can never be taken, whatever is known: ids that cannot be stored, a negative
/// amount, another currency than the policy's.
Result<void> check_order(const Order& order, const Currency& currency);

/// "order/<source>/<id>": of the transfer, the decision and the events.
std::string reference_of(const Order& order);

inline constexpr const char* points_unit = "points";
inline constexpr const char* programme_account = "programme/points";
inline std::string points_account(const std::string& customer) {
  return "customer/" + customer + "/points";
}

}  // namespace patchbay::loyalty
