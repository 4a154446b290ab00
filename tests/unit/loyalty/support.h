#pragma once
// A small programme, orders and keys for the tests of this room.

#include <string>
#include <vector>

#include "hub/crypto/key_ring.h"
#include "hub/loyalty/orders.h"
#include "tests/support/stores.h"
#include "tests/unit/policy/declare.h"

namespace patchbay::loyalty::test {

inline const std::string organisation = "org_a";

inline const policy::Policy& programme() {
  static const policy::Policy policy =
      policy::Policy::from_declarations(policy::test::small_programme()).value();
  return policy;
}

inline Order order(const std::string& id, const std::string& customer, std::int64_t minor,
                   const std::string& currency = "USD") {
  return {"orders", id, customer, {minor, find_currency(currency).value()}, {1'000'000}};
}

inline const crypto::KeyRing& keys() {
  static const auto ring = crypto::KeyRing::from_hex_key(Secret(std::string(64, '7'))).value();
  return ring;
}

}  // namespace patchbay::loyalty::test
