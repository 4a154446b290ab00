#pragma once
// A small programme, orders and keys for the tests of this room.

#include <string>
#include <vector>

#include "hub/crypto/key_ring.h"
#include "hub/loyalty/orders.h"
#include "hub/policy/policy_book.h"
#include "tests/support/stores.h"
#include "tests/unit/policy/declare.h"

namespace patchbay::loyalty::test {

inline const std::string organisation = "org_a";

/// Rules that change between two orders.
inline std::unique_ptr<policy::PolicyBook> book_of(
    const std::vector<adapters::lua::Declaration>& declarations) {
  return policy::make_fixed_book(policy::Policy::from_declarations(declarations).value());
}

inline policy::PolicyBook& programme() {
  static const auto book = book_of(policy::test::small_programme());
  return *book;
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
