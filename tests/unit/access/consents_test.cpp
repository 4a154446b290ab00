#include "hub/access/consents.h"

#include "tests/support/stores.h"

namespace patchbay::access {
namespace {

class ConsentsTest : public StoreTest {
 protected:
  bool grant(const std::string& customer, Purpose purpose, Timestamp at = {1}) {
    return write([&](store::Session& s) {
      return grant_consent(s, {"org", customer, "agl"}, purpose, "code", "api:ann", at);
    });
  }
  std::vector<Purpose> close(const std::string& customer, std::optional<Purpose> purpose) {
    return write([&](store::Session& s) {
      return close_consents(s, {"org", customer, "agl"}, purpose, "api:bob", "asked", {9});
    });
  }
  bool has(const ConsentKey& key, Purpose purpose) {
    return read([&](store::Session& s) { return has_consent(s, key, purpose); });
  }
};
PATCHBAY_ON_BOTH_STORES(ConsentsTest);

TEST_P(ConsentsTest, StandsForOneCustomerPartnerPurposeAndOrganisation) {
  EXPECT_TRUE(grant("ann", Purpose::rewards));
  EXPECT_FALSE(grant("ann", Purpose::rewards)) << "it stands already";
  EXPECT_TRUE(has({"org", "ann", "agl"}, Purpose::rewards));
  EXPECT_FALSE(has({"org", "ann", "agl"}, Purpose::profile));
  EXPECT_FALSE(has({"org", "ann", "opal"}, Purpose::rewards));
  EXPECT_FALSE(has({"org", "ben", "agl"}, Purpose::rewards));
  EXPECT_FALSE(has({"other", "ann", "agl"}, Purpose::rewards));
}

TEST_P(ConsentsTest, IsClosedAndKeptAndCanBeGivenAnew) {
  grant("ann", Purpose::rewards);
  grant("ann", Purpose::marketing);
  EXPECT_EQ(close("ann", Purpose::profile), std::vector<Purpose>());
  EXPECT_EQ(close("ann", Purpose::rewards), std::vector{Purpose::rewards});
  EXPECT_EQ(close("ann", Purpose::rewards), std::vector<Purpose>());
  EXPECT_FALSE(has({"org", "ann", "agl"}, Purpose::rewards));
  EXPECT_TRUE(has({"org", "ann", "agl"}, Purpose::marketing));
  EXPECT_TRUE(grant("ann", Purpose::rewards, {10}));
  EXPECT_EQ(close("ann", std::nullopt).size(), 2U);
  const auto history = read([](store::Session& s) { return list_consents(s, {"org", "ann", ""}); });
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[0].granted_at, Timestamp{10});
  EXPECT_EQ(history[2].granted_by, "api:ann");
  EXPECT_EQ(history[2].revoked_by, "api:bob");
  EXPECT_EQ(history[2].revoke_reason, "asked");
  EXPECT_EQ(history[2].revoked_at, Timestamp{9});
}

TEST_P(ConsentsTest, IsAskedForManyAtOnce) {
  for (const auto* customer : {"ann", "ben", "cid"}) grant(customer, Purpose::rewards);
  close("ben", std::nullopt);
  const auto found = read([](store::Session& s) {
    const std::vector<std::string> asked{"ann", "ben", "dan", "ann"};
    return consenting(s, "org", "agl", Purpose::rewards, asked);
  });
  EXPECT_EQ(found, std::set<std::string>{"ann"});
}

TEST(Purposes, HaveNames) {
  for (const auto& name : purpose_names()) EXPECT_EQ(name_of(*parse_purpose(name)), name);
  EXPECT_FALSE(parse_purpose("anything"));
}

}  // namespace
}  // namespace patchbay::access
