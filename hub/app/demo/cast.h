#pragma once
// Who plays in the demo: the child processes, the partners, the customers' accounts.

#include <string>
#include <vector>

#include "hub/app/child.h"
#include "hub/app/demo/data_folder.h"
#include "hub/app/partners.h"
#include "hub/loyalty/orders.h"
#include "hub/policy/policy.h"

namespace patchbay::app {

inline constexpr const char* demo_feed = "orders";      ///< partner id of the order feed
inline constexpr const char* demo_reports = "reports";  ///< partner id of the report reader

/// Every partner that a milestone may issue at, in order of name.
std::vector<std::string> reward_partners(const policy::Policy& policy);

/// The partner sandbox and the webhook receiver, as child processes with books in the data folder.
Result<Child> start_sandbox_child(const DataFolder& data, std::uint64_t seed,
                                  const std::vector<std::string>& partners);
Result<Child> start_receiver_child(const DataFolder& data);

/// The reward partners against the sandbox, the order feed and the report reader.
std::vector<PartnerSetup> demo_partners(const DataFolder& data, const std::string& sandbox_url,
                                        const std::vector<std::string>& partners);

/// Links the accounts of a chunk's customers, in the feed's transaction: one account a customer at
/// every partner that needs a link. Keeps nothing between chunks: a transaction may run twice.
class AccountLinker {
 public:
  AccountLinker(const adapters::Registry& registry, const crypto::KeyRing& keys);
  void link(store::Session& session, std::span<const loyalty::Order> orders) const;

 private:
  struct LinkedPartner {
    std::string id, kind;
  };
  std::vector<LinkedPartner> partners_;
  const crypto::KeyRing& keys_;
};

/// The demo's invented account number of a customer: a card number with a right Luhn digit
/// (ISO/IEC 7812) for transport, ten digits elsewhere.
std::string demo_account(const std::string& kind, const std::string& customer);

}  // namespace patchbay::app
