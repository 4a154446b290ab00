// Mutual TLS: a receiver that demands a certificate of whoever delivers.

#include "tests/unit/http/certificates.h"
#include "tests/unit/webhooks/delivery_fixture.h"

namespace patchbay::webhooks {
namespace {

using namespace test;

class DeliveryIdentityTest : public DeliveryFixture {
 protected:
  static void SetUpTestSuite() { certificates_ = std::make_unique<patchbay::test::Certificates>(); }
  static void TearDownTestSuite() { certificates_.reset(); }

  void SetUp() override {
    DeliveryFixture::SetUp();
    if (IsSkipped()) return;
    http::ServerOptions options;
    options.tls_certificate_file = certificates_->file("server.pem");
    options.tls_key_file = certificates_->file("server.key");
    options.tls_client_ca_file = certificates_->file("ca.pem");
    receiver_ = std::make_unique<Receiver>(loop_->loops(), std::move(options));
    write([](store::Session& s) { remove_endpoint(s, organisation, "a", start); });
  }
  /// The only endpoint, which shows this certificate and trusts what that one vouches for.
  void create(const std::string& shown, const std::string& trusted = "ca") {
    EndpointDraft draft;
    draft.url = receiver_->tls_url();
    draft.auth.type = ReceiverAuth::Type::mtls;
    draft.auth.certificate = certificates_->text(shown + ".pem");
    draft.auth.key = Secret(certificates_->text(shown + ".key"));
    draft.auth.ca = certificates_->text(trusted + ".pem");
    write([&](store::Session& s) {
      if (!id_.empty()) remove_endpoint(s, organisation, id_, start);
      const AddressGuard guard(http::Networks::parse_list("127.0.0.0/8 ::1").value());
      id_ = create_endpoint(s, organisation, draft, keys_, guard, start).value().id;
    });
  }

  static inline std::unique_ptr<patchbay::test::Certificates> certificates_;
  std::string id_;
};
PATCHBAY_ON_BOTH_STORES(DeliveryIdentityTest);

TEST_P(DeliveryIdentityTest, shows_its_certificate_to_a_receiver_that_demands_one) {
  create("ann");
  EXPECT_TRUE(is_done(deliver(message("evt_1"))));
  EXPECT_TRUE(is_done(deliver(message("evt_2"))));
  ASSERT_EQ(receiver_->seen().size(), 2u);
  EXPECT_EQ(receiver_->seen()[0].headers.get("webhook-id"), "evt_1");
  EXPECT_EQ(text("SELECT sealed_auth FROM webhook_endpoints").find("PRIVATE KEY"),
            std::string::npos);
}

TEST_P(DeliveryIdentityTest, a_certificate_that_the_receiver_does_not_trust_is_a_failure) {
  create("ann");
  EXPECT_TRUE(is_done(deliver(message("evt_1"))));
  // The connection of the trusted one is open still: it must not carry this.
  create("other");
  EXPECT_TRUE(std::holds_alternative<jobs::Again>(deliver(message("evt_2"))));
  EXPECT_EQ(receiver_->seen().size(), 1u);
  EXPECT_NE(text("SELECT failure FROM webhook_attempts WHERE failure <> ''"), "nothing");
}

TEST_P(DeliveryIdentityTest, a_receiver_that_the_endpoint_does_not_trust_gets_nothing) {
  create("ann", "other");
  EXPECT_TRUE(std::holds_alternative<jobs::Again>(deliver(message("evt_1"))));
  EXPECT_TRUE(receiver_->seen().empty());
}

}  // namespace
}  // namespace patchbay::webhooks
