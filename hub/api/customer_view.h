#pragma once
// A customer as the API shows it. Private to the room.

#include <boost/json/object.hpp>

#include "hub/loyalty/customers.h"

namespace patchbay::api {

inline boost::json::object to_json(const loyalty::Customer& customer) {
  return {{"id", customer.id},
          {"tier", customer.tier},
          {"points", customer.points},
          {"orders", customer.orders},
          {"spent_minor", customer.spent_minor},
          {"currency", customer.currency}};
}

}  // namespace patchbay::api
