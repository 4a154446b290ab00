#pragma once
// Orders against what is known of their customers, in memory and in order. Private to hub/loyalty.

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hub/base/result.h"
#include "hub/loyalty/ledger.h"
#include "hub/loyalty/orders.h"

namespace patchbay::loyalty {

/// A customer's standing: what was read, moved on by the orders taken since.
struct Standing {
  std::string tier;
  std::int64_t orders = 0;
  std::int64_t spent_minor = 0;
  std::string currency;
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

struct Award {
  const Order* order = nullptr;
  const policy::MilestoneRule* milestone = nullptr;
};

/// Decides a chunk of orders; knows no store. What it gathers points into the orders it was handed
/// and into the policy: both must outlive it.
class OrderBook {
 public:
  explicit OrderBook(const policy::Policy& policy) : policy_(policy) {}

  /// What the store holds: call before take().
  void know_customer(std::string id, Standing standing);
  void know_order(const Order& order);

  /// Takes an order, or one that was seen before with the same content (which changes nothing).
  /// Errors: invalid, conflict: why it is refused, in a sentence.
  Result<void> take(const Order& order);

  const std::vector<const Order*>& orders() const { return orders_; }  ///< taken and new
  const std::vector<Transfer>& transfers() const { return transfers_; }
  const std::vector<Earning>& earnings() const { return earnings_; }  ///< one a transfer
  const std::vector<TierChange>& tier_changes() const { return tier_changes_; }
  const std::vector<Award>& awards() const { return awards_; }
  /// The standings that changed, by customer.
  const std::map<std::string, Standing>& changed() const { return changed_; }

 private:
  Standing standing_of(const std::string& customer) const;

  struct Seen {
    std::string customer;
    std::int64_t amount_minor = 0;
    std::string currency;
    Timestamp ordered_at;
  };
  const policy::Policy& policy_;
  std::map<std::string, Standing> known_;
  std::map<std::string, Standing> changed_;
  std::unordered_map<std::string, Seen> seen_;  ///< by source/id
  std::vector<const Order*> orders_;
  std::vector<Transfer> transfers_;
  std::vector<Earning> earnings_;
  std::vector<TierChange> tier_changes_;
  std::vector<Award> awards_;
};

/// Why an order can never be taken, whatever is known: ids that cannot be stored, a negative
/// amount, another currency than the policy's.
Result<void> check_order(const Order& order, const Currency& currency);

inline constexpr const char* points_unit = "points";
inline constexpr const char* programme_account = "programme/points";
inline std::string points_account(const std::string& customer) {
  return "customer/" + customer + "/points";
}

}  // namespace patchbay::loyalty
