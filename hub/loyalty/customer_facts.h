#pragma once
// What the store knows of customers, as facts for rules. Private to the room.

#include <map>
#include <span>
#include <string>
#include <vector>

#include "hub/base/organisation.h"
#include "hub/policy/facts.h"
#include "hub/policy/policy.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

struct KnownCustomer {
  policy::Facts facts;  ///< customer, tier, points, balance, spent_minor, linked and traits
  struct Given {
    std::string milestone;
    std::int64_t streak = 0;  ///< 0: once for ever
  };
  std::vector<Given> given;  ///< rewards, whatever became of them
};

/// One a customer, also for those that the store has never heard of. Set-based.
std::map<std::string, KnownCustomer> load_customers(store::Session& session,
                                                    const OrganisationId& organisation,
                                                    std::span<const std::string> customers);

/// For Facts::given: milestones that give nothing more in this streak.
std::vector<std::string> given_in(const std::vector<KnownCustomer::Given>& given,
                                  const policy::Policy& policy, std::int64_t streak);

}  // namespace patchbay::loyalty
