// A look at a server's certificate, with certificates made by the openssl command.

#include "hub/http/certificate.h"

#include <gtest/gtest.h>

#include "hub/http/loops.h"
#include "hub/http/server.h"
#include "tests/support/run_on.h"
#include "tests/unit/http/certificates.h"

namespace patchbay::http {
namespace {

class CertificateTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { certificates_ = std::make_unique<test::Certificates>(); }
  static void TearDownTestSuite() { certificates_.reset(); }
  void SetUp() override {
    ServerOptions options;
    options.tls_certificate_file = certificates_->file("server.pem");
    options.tls_key_file = certificates_->file("server.key");
    server_ = std::move(*start_server(*loops_, std::move(options),
                                      [](Request) -> Async<Response> { co_return Response{}; }));
  }
  ~CertificateTest() override {
    server_.reset();
    loops_->stop();
  }
  Result<PeerCertificate> look(const std::string& host, const std::string& ca, int port = 0) {
    const auto identity = ClientIdentity::load({"", "", certificates_->file(ca)}).value();
    const Url url{true, host, static_cast<std::uint16_t>(port == 0 ? server_->port() : port), "/"};
    return run_on(loops_->at(0), look_at_certificate(url, identity, std::chrono::seconds(10)));
  }

  static inline std::unique_ptr<test::Certificates> certificates_;
  std::unique_ptr<Loops> loops_ = start_loops(1);
  std::unique_ptr<Server> server_;
};

TEST_F(CertificateTest, TellsWhoseItIsAndUntilWhen) {
  const auto found = look("localhost", "ca.pem");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_NE(found->subject.find("CN=localhost"), std::string::npos) << found->subject;
  EXPECT_EQ(found->protocol, "TLSv1.3");
  const auto days = (found->expires_at.micros - system_clock().now().micros) / 86'400'000'000;
  EXPECT_EQ(days, 1) << "made for two days, a moment ago";
}

TEST_F(CertificateTest, RefusesWhatItDoesNotTrustInOpenSslsWords) {
  const auto stranger = look("localhost", "other.pem");
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().kind, ErrorKind::refused);
  EXPECT_NE(stranger.error().message.find("certificate"), std::string::npos)
      << stranger.error().message;
  EXPECT_EQ(look("127.0.0.1", "ca.pem").error().kind, ErrorKind::refused) << "another host";
}

TEST_F(CertificateTest, SaysThatNobodyIsThere) {
  server_.reset();
  const auto gone = look("localhost", "ca.pem", 1);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace patchbay::http
