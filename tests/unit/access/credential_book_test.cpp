#include "hub/access/credential_book.h"

#include "hub/access/admission.h"
#include "hub/access/issue.h"
#include "tests/support/run_on.h"
#include "tests/support/stores.h"
#include "tests/support/wait.h"

namespace patchbay::access {
namespace {

using std::chrono::seconds;

constexpr Timestamp start{1'700'000'000'000'000};
const OrganisationId organisation = "acme";

class CredentialBookTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    book_ = open(store());
  }
  void TearDown() override {
    other_book_.reset();
    other_.reset();
    book_.reset();
    StoreTest::TearDown();
  }
  std::unique_ptr<CredentialBook> open(store::Store& at) {
    BookOptions options;
    options.unknown_max = options.entries_max = 320;
    options.look_again = std::chrono::hours(1);
    return make_credential_book(at, *loops_, keys_, clock_, options);
  }
  Issued issue(CredentialKind kind = CredentialKind::service, const std::string& networks = "") {
    NewCredential wanted;
    wanted.organisation = organisation;
    wanted.kind = kind;
    if (kind == CredentialKind::partner) wanted.partner = "acme";
    wanted.networks = networks;
    return write([&](store::Session& s) {
             return issue_credential(s, wanted, keys_, {"test"}, clock_.now());
           })
        .value();
  }
  void revoke(const Credential& one) {
    write([&](store::Session& s) {
      revoke_credential(s, organisation, one.id, {"test"}, clock_.now()).value();
    });
  }
  KnownCredentialPtr find(const std::string& key) {
    return run_on(loops_->at(0), book_->find(key));
  }
  /// Whether the store is not asked. News of what a test wrote may come a moment later.
  bool is_remembered(const std::string& key) {
    const auto asked = book_->store_lookups();
    for (int i = 0; i < 10; ++i) find(key);
    return book_->store_lookups() == asked;
  }

  ManualClock clock_{start};
  crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  std::unique_ptr<store::Store> other_;
  std::unique_ptr<CredentialBook> book_, other_book_;
};
PATCHBAY_ON_BOTH_STORES(CredentialBookTest);

TEST_P(CredentialBookTest, the_store_is_asked_once_in_a_while) {
  const auto key = issue().credential.public_key;
  const auto found = find(key);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->bearer->actor, "api:" + found->credential.id);
  EXPECT_EQ(found->bearer->organisation, organisation);
  EXPECT_TRUE(wait_until([&] { return is_remembered(key); }));
  clock_.advance(seconds(31));
  EXPECT_FALSE(is_remembered(key));
}

TEST_P(CredentialBookTest, unknown_keys_are_remembered_briefly) {
  const std::string key = "pk_live_" + std::string(24, '0');
  EXPECT_FALSE(find(key));
  EXPECT_TRUE(wait_until([&] { return is_remembered(key); }));
  clock_.advance(seconds(6));
  EXPECT_FALSE(is_remembered(key));
}

TEST_P(CredentialBookTest, a_revocation_is_known_at_once_here_and_at_other_hubs) {
  const auto one = issue().credential;
  other_ = store::open_store({.url = url()}).value();
  if (GetParam() == store::Dialect::postgresql) {
    other_book_ = open(*other_);
    ASSERT_TRUE(run_on(loops_->at(0), other_book_->find(one.public_key)));
  }
  ASSERT_TRUE(find(one.public_key)->credential.is_valid(clock_.now()));
  revoke(one);
  EXPECT_TRUE(wait_until([&] { return !find(one.public_key)->credential.is_valid(clock_.now()); }));
  if (other_book_) {
    EXPECT_TRUE(wait_until([&] {
      const auto known = run_on(loops_->at(0), other_book_->find(one.public_key));
      return !known->credential.is_valid(clock_.now());
    }));
  }
}

TEST_P(CredentialBookTest, a_new_credential_works_though_its_key_was_asked_for_before) {
  const auto one = issue().credential;
  write([&](store::Session& s) {
    store::execute(s, "UPDATE credentials SET public_key = 'pk_live_moved'");
  });
  ASSERT_FALSE(find(one.public_key));
  write([&](store::Session& s) {
    store::execute(s, "UPDATE credentials SET public_key = :key", {{"key", one.public_key}});
    s.signal(credentials_channel);
  });
  EXPECT_TRUE(wait_until([&] { return find(one.public_key) != nullptr; }));
}

TEST_P(CredentialBookTest, the_last_use_is_written_when_the_book_is_closed) {
  const auto one = issue().credential;
  const auto known = find(one.public_key);
  book_->used(known, clock_.now());
  book_->used(known, clock_.now() + seconds(7));
  book_->stop();
  const auto stored =
      read([&](store::Session& s) { return find_credential(s, organisation, one.id); });
  EXPECT_EQ(stored->last_used_at, start + seconds(7));
}

TEST_P(CredentialBookTest, a_secret_that_the_ring_cannot_open_is_no_wrong_secret) {
  const auto one = issue(CredentialKind::partner).credential;
  const auto others = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'b'))).value();
  book_ = make_credential_book(store(), *loops_, others, clock_);
  EXPECT_THROW(find(one.public_key), ErrorException);
}

// The decision over what the book found.

class AdmissionTest : public CredentialBookTest {
 protected:
  std::string outcome(const Issued& issued, http::Request request, const std::string& token) {
    const auto way_in = admit(find(issued.credential.public_key), token, request, clock_.now());
    if (!way_in) return way_in.error().message;
    return way_in->signature ? (way_in->caller->is_signed ? "signed" : "weakly signed") : "bearer";
  }
  std::string with_secret(const Issued& issued, http::Request request = {}) {
    return outcome(issued, std::move(request), std::string(issued.secret.reveal()));
  }
  std::string with_signature(const Issued& issued, const Secret& secret) {
    http::Request request;
    request.method = "GET";
    request.target = "/x";
    const std::string at = std::to_string(clock_.now().seconds());
    request.headers.add("X-Patchbay-Timestamp", at);
    request.headers.add("X-Patchbay-Signature", sign_request(secret, at, request));
    return outcome(issued, request, issued.credential.public_key);
  }
  Issued with(Signing signing, bool weak = false) {
    NewCredential wanted;
    wanted.organisation = organisation;
    wanted.signing = signing;
    wanted.allows_timestamp_signature = weak;
    return write([&](store::Session& s) {
             return issue_credential(s, wanted, keys_, {"test"}, clock_.now());
           })
        .value();
  }
};
PATCHBAY_ON_BOTH_STORES(AdmissionTest);

TEST_P(AdmissionTest, the_credential_says_how_requests_prove_themselves) {
  const auto none = with(Signing::none), optional = with(Signing::optional),
             required = with(Signing::required);
  EXPECT_EQ(with_secret(none), "bearer");
  EXPECT_EQ(with_secret(optional), "bearer");
  EXPECT_EQ(with_secret(required), "the credential's requests must be signed");
  EXPECT_NE(with_signature(none, none.secret), "signed");
  EXPECT_NE(with_signature(none, Secret()), "signed") << "no secret is not an empty secret";
  EXPECT_EQ(with_signature(optional, optional.secret), "signed");
  EXPECT_EQ(with_signature(required, required.secret), "signed");
}

TEST_P(AdmissionTest, another_secret_lets_nobody_in) {
  const auto one = with(Signing::optional), other = with(Signing::optional);
  const std::string mixed = std::string(one.secret.reveal().substr(0, 32)) +
                            std::string(other.secret.reveal().substr(32));
  EXPECT_EQ(outcome(one, {}, mixed), "another secret");
  EXPECT_NE(with_signature(one, other.secret), "signed");
  EXPECT_EQ(outcome(one, {}, one.credential.public_key), "a public key without a signature");
  EXPECT_EQ(admit(nullptr, one.credential.public_key, {}, start).error().kind, ErrorKind::refused);
  EXPECT_FALSE(admit(nullptr, one.secret.reveal(), {}, start));
}

TEST_P(AdmissionTest, the_old_scheme_wants_a_setting) {
  for (const bool allowed : {true, false}) {
    const auto one = with(Signing::required, allowed);
    http::Request request;
    const std::string at = std::to_string(clock_.now().micros / 1000);
    const std::string_view text = at;
    request.headers.add("X-Timestamp", at);
    request.headers.add("X-Signature",
                        crypto::to_hex(crypto::hmac_sha256(one.secret.reveal(), {&text, 1})));
    EXPECT_EQ(outcome(one, request, one.credential.public_key),
              allowed ? "weakly signed" : "the credential may not sign the timestamp alone");
  }
}

TEST_P(AdmissionTest, a_list_of_networks_lets_in_nobody_else) {
  const auto one = issue(CredentialKind::service, "10.0.0.0/8 2001:db8::/32");
  http::Request request;
  for (const auto& [address, expected] :
       std::map<std::string, std::string>{{"10.1.2.3", "bearer"},
                                          {"2001:db8::1", "bearer"},
                                          {"11.0.0.1", "refused"},
                                          {"", "refused"}}) {
    request.address = address;
    EXPECT_EQ(with_secret(one, request) == "bearer", expected == "bearer") << address;
  }
}

TEST_P(AdmissionTest, what_ended_lets_nobody_in) {
  const auto one = with(Signing::none);
  revoke(one.credential);
  EXPECT_TRUE(wait_until([&] { return with_secret(one) == "the credential is revoked"; }));
}

TEST_P(AdmissionTest, one_authorization_header_is_read) {
  http::Headers headers;
  EXPECT_EQ(bearer_token(headers), "");
  headers.add("Authorization", "bearer  abc ");
  EXPECT_EQ(bearer_token(headers), "abc");
  headers.add("authorization", "Bearer abc");
  EXPECT_EQ(bearer_token(headers), "") << "two are none";
}

}  // namespace
}  // namespace patchbay::access
