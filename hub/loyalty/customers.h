#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/loyalty/links.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

struct Customer {
  std::string id;
  std::string tier;
  std::int64_t points = 0;
  std::int64_t orders = 0;
  std::int64_t spent_minor = 0;
  std::string currency;
};
std::optional<Customer> find_customer(store::Session& session, const OrganisationId& organisation,
                                      const std::string& id);

struct Totals {
  std::int64_t orders = 0, customers = 0, amount_minor = 0, points = 0;
  std::map<std::string, std::int64_t> customers_by_tier;
};
Totals totals(store::Session& session, const OrganisationId& organisation);

}  // namespace patchbay::loyalty
