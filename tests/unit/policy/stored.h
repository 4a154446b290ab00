#pragma once
// Versions in a store, for tests.

#include <string>
#include <vector>

#include "hub/policy/versions.h"
#include "tests/support/stores.h"

namespace patchbay::policy::test {

inline const std::string organisation = "org_a";

/// A programme whose only number is `from`: each number is another version.
inline std::vector<PolicyFile> version_of(int from) {
  return {{"programme.lua",
           "programme { id = \"small\", currency = \"USD\", time_zone = \"UTC\" }\n"
           "earn { points = 1, per = USD(1), basis = \"running_total\", rounding = \"half_up\" }\n"
           "tier { id = \"bronze\", name = \"Bronze\", from = 0 }\n"
           "tier { id = \"silver\", name = \"Silver\", from = " +
               std::to_string(from) + " }\n"}};
}

class VersionsFixture : public StoreTest {
 protected:
  std::string put(int from, bool tested = true) {
    return write([&](store::Session& s) {
      const auto id = put_version(s, organisation, {version_of(from), "cli:anna", "more"}, at(0));
      if (tested) mark_tested(s, organisation, id, at(0));
      return id;
    });
  }
  Result<Activation> make_active(const std::string& id, Timestamp from, Timestamp now) {
    return write([&](store::Session& s) {
      return activate(s, organisation, id, "cli:anna", "wanted", from, now);
    });
  }
  Result<Activation> back(Timestamp now) {
    return write(
        [&](store::Session& s) { return roll_back(s, organisation, "cli:bob", "wrong", now); });
  }
  /// Empty: none.
  std::string active(Timestamp now) {
    return read(
        [&](store::Session& s) { return active_version(s, organisation, now).value_or(""); });
  }
  Result<VersionView> find(const std::string& name, Timestamp now) {
    return read([&](store::Session& s) { return find_version(s, organisation, name, now); });
  }
  /// So many seconds after the tests begin.
  static Timestamp at(std::int64_t seconds) {
    return Timestamp{1'700'000'000'000'000} + std::chrono::seconds(seconds);
  }
};

}  // namespace patchbay::policy::test
