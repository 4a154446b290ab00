#include "hub/access/credential_book.h"
#include "hub/access/issue.h"
#include "tests/support/stores.h"

namespace patchbay::access {
namespace {

using std::chrono::hours;

constexpr Timestamp now{1'700'000'000'000'000};
const OrganisationId organisation = "acme";

class CustomerCredentialTest : public StoreTest {
 protected:
  static NewCredential wanted() {
    NewCredential one;
    one.organisation = organisation;
    one.kind = CredentialKind::customer;
    one.customer = "42";
    one.expires_at = now + hours(1);
    return one;
  }
  Result<Issued> issue(const NewCredential& one, Timestamp at = now) {
    return write([&](store::Session& s) {
      return issue_credential(s, one, keys_, {"api:crd_1", {"customers:write"}}, at);
    });
  }
  std::string refusal(const NewCredential& one) {
    const auto issued = issue(one);
    return issued ? "issued" : issued.error().message;
  }

  crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
};
PATCHBAY_ON_BOTH_STORES(CustomerCredentialTest);

TEST_P(CustomerCredentialTest, is_of_one_customer_with_nothing_but_their_own_scopes) {
  const auto issued = issue(wanted()).value();
  const auto stored =
      read([&](store::Session& s) { return find_by_public_key(s, issued.credential.public_key); });
  ASSERT_TRUE(stored);
  const Credential& one = stored->credential;
  EXPECT_EQ(one.kind, CredentialKind::customer);
  EXPECT_EQ(one.customer, "42");
  EXPECT_EQ(one.role, "customer");
  EXPECT_EQ(one.signing, Signing::none);
  ASSERT_FALSE(one.scopes.empty());
  for (const auto& scope : one.scopes) EXPECT_TRUE(scope.ends_with(":own")) << scope;
  const auto known = know(*stored, keys_).value();
  EXPECT_EQ(known->bearer->customer, "42");
  EXPECT_EQ(known->bearer->partner, "");
}

TEST_P(CustomerCredentialTest, always_ends_soon_and_names_its_customer) {
  auto one = wanted();
  one.expires_at.reset();
  EXPECT_TRUE(refusal(one).starts_with("expires_at: "));
  one.expires_at = now + hours(24 * 31);
  EXPECT_TRUE(refusal(one).starts_with("expires_at: "));
  one.expires_at = now + hours(24 * 30);
  EXPECT_EQ(refusal(one), "issued");
  one.customer = "";
  EXPECT_TRUE(refusal(one).starts_with("customer: "));
  one = wanted();
  one.role = "service";
  EXPECT_TRUE(refusal(one).starts_with("role: "));
  one = wanted();
  one.partner = "coles";
  EXPECT_TRUE(refusal(one).starts_with("partner: "));
  one = wanted();
  one.scopes = "rewards:read";
  EXPECT_NE(refusal(one).find("does not have the scope"), std::string::npos);
}

TEST_P(CustomerCredentialTest, is_the_only_kind_that_has_a_customer) {
  auto one = wanted();
  one.kind = CredentialKind::service;
  EXPECT_TRUE(refusal(one).starts_with("customer: "));
  one.customer = "";
  one.role = "customer";
  EXPECT_TRUE(refusal(one).starts_with("role: "));
}

TEST_P(CustomerCredentialTest, makes_no_hub_forget_what_it_knows) {
  issue(wanted()).value();
  EXPECT_EQ(read(count_credential_changes), 0) << "people come and go all day";
  const auto id = issue(wanted()).value().credential.id;
  write([&](store::Session& s) {
    revoke_credential(s, organisation, id, {"cli:anna"}, now).value();
  });
  EXPECT_EQ(read(count_credential_changes), 1) << "what is taken away ends at once";
}

TEST_P(CustomerCredentialTest, goes_when_it_ended_long_ago) {
  issue(wanted()).value();
  auto others = wanted();
  others.customer = "43";
  issue(others).value();
  const auto remove = [&](Timestamp before) {
    return write(
        [&](store::Session& s) { return remove_ended_credentials(s, organisation, "42", before); });
  };
  EXPECT_EQ(remove(now + hours(1)), 0);
  EXPECT_EQ(remove(now + hours(2)), 1);
  EXPECT_EQ(remove(now + hours(2)), 0);
}

}  // namespace
}  // namespace patchbay::access
