#pragma once
// What the tests of the receiving side share.

#include <boost/json/parse.hpp>
#include <fstream>

#include "adapters/lua/lua_plug.h"
#include "adapters/registry.h"
#include "hub/crypto/digest.h"
#include "hub/jobs/leases.h"
#include "tests/support/run_on.h"
#include "tests/support/stores.h"
#include "webhooks/decoder.h"
#include "webhooks/inbox.h"
#include "webhooks/intake.h"

namespace patchbay::webhooks::test {

inline const OrganisationId programme = "acme";
constexpr Timestamp noon{1'700'000'000'000'000};

inline Inbound inbound(const std::string& dedup, const std::string& body = "{}",
                       const std::string& type = "t", const std::string& partner = "coles") {
  return {programme, partner, dedup, type, "application/json", body, noon};
}

class InboxTest : public StoreTest {
 protected:
  std::vector<Kept> keep_all(const std::vector<Inbound>& webhooks) {
    return write([&](store::Session& s) { return keep(s, webhooks, clock_.now()); });
  }
  std::int64_t count(const std::string& sql) {
    return read([&](store::Session& s) {
      return store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM " + sql).value();
    });
  }
  std::string text(const std::string& sql) {
    return read([&](store::Session& s) {
      return store::query_value<std::string>(s, sql).value_or("nothing");
    });
  }
  std::vector<InboundView> all(const std::string& state = "") {
    return read([&](store::Session& s) { return list_inbound(s, {programme, "", state}, 0, 100); });
  }
  std::vector<jobs::Job> claim() {
    return write([](store::Session& s) {
      return jobs::claim_kind(s, decode_kind, 100, "test", std::chrono::seconds(30));
    });
  }

  ManualClock clock_{noon};
};

}  // namespace patchbay::webhooks::test
