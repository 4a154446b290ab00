// The server and the client over TLS, with certificates made by the openssl command.

#include "hub/http/tls.h"

#include <gtest/gtest.h>

#include <fstream>

#include "hub/http/client.h"
#include "hub/http/client_identity.h"
#include "hub/http/loops.h"
#include "hub/http/server.h"
#include "tests/support/run_on.h"
#include "tests/unit/http/certificates.h"
#include "tests/unit/http/peer.h"

namespace patchbay::http {
namespace {

Async<Response> echo(Request request) {
  Response response;
  response.body = std::move(request.body);
  co_return response;
}

class TlsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { certificates_ = std::make_unique<test::Certificates>(); }
  static void TearDownTestSuite() { certificates_.reset(); }
  static std::string file(const std::string& name) { return certificates_->file(name); }

  void SetUp() override {
    auto started = start_with(file("server.pem"), file("server.key"));
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  Result<std::unique_ptr<Server>> start_with(std::string certificate, std::string key) {
    ServerOptions options;
    options.tls_certificate_file = std::move(certificate);
    options.tls_key_file = std::move(key);
    return start_server(*loops_, std::move(options), echo);
  }
  /// Posts `body` with a client that trusts the CA in `ca`; the answer's body or the failure.
  std::string post(const std::string& host, const std::string& ca, std::string body = "hello") {
    const auto client = make_client(loops_->at(0), {.ca_file = file(ca)});
    ClientRequest request;
    request.method = "POST";
    request.url = "https://" + host + ":" + std::to_string(server_->port()) + "/";
    request.body = std::move(body);
    const auto exchange = run_on(loops_->at(0), client->send(std::move(request)));
    if (const auto* failure = std::get_if<Failure>(&exchange))
      return std::string("failed: ") + name_of(failure->stage);
    const auto& response = std::get<Response>(exchange);
    return response.status == 200 ? response.body : std::to_string(response.status);
  }

  static inline std::unique_ptr<test::Certificates> certificates_;
  std::unique_ptr<Loops> loops_ = start_loops(1);
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, CarriesRequestsWhenTheCertificateIsRight) {
  EXPECT_EQ(server_->url().substr(0, 8), "https://");
  EXPECT_EQ(post("localhost", "ca.pem"), "hello");
  const std::string large(900'000, 'x');
  EXPECT_EQ(post("localhost", "ca.pem", large), large);
}

TEST_F(TlsTest, LetsTheClientReadTheRefusalOfALargeBody) {
  EXPECT_EQ(post("localhost", "ca.pem", std::string(6'000'000, 'x')), "413");
  EXPECT_EQ(post("localhost", "ca.pem"), "hello");
}

TEST_F(TlsTest, RefusesAWrongHostAndAnUnknownCa) {
  EXPECT_EQ(post("127.0.0.1", "ca.pem"), "failed: handshake");
  EXPECT_EQ(post("localhost", "other.pem"), "failed: handshake");
  EXPECT_EQ(post("localhost", "ca.pem"), "hello");
}

TEST_F(TlsTest, ComesToNoHarmByPlainBytes) {
  for (const std::string bytes : {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\x16\x03\x01", ""}) {
    RawPeer peer(server_->port());
    peer.send(bytes);
    peer.end_sending();
    EXPECT_EQ(peer.read_all().find("HTTP/1.1"), std::string::npos);
  }
  EXPECT_EQ(post("localhost", "ca.pem"), "hello");
}

TEST_F(TlsTest, StopsWhileAHandshakeHangs) {
  RawPeer peer(server_->port());
  EXPECT_EQ(post("localhost", "ca.pem"), "hello");
  server_->stop(std::chrono::seconds(30));
  EXPECT_EQ(peer.read_all(), "");
}

std::shared_ptr<const ClientIdentity> identity(const IdentityFiles& files) {
  auto loaded = ClientIdentity::load(files);
  EXPECT_TRUE(loaded) << loaded.error().message;
  return loaded ? *loaded : nullptr;
}

TEST_F(TlsTest, LetsInOnlyClientsWithACertificateItTrusts) {
  ServerOptions options;
  options.tls_certificate_file = file("server.pem");
  options.tls_key_file = file("server.key");
  options.tls_client_ca_file = file("ca.pem");
  server_ = std::move(*start_server(*loops_, options, echo));
  const auto client = make_client(loops_->at(0), {.ca_file = file("ca.pem")});
  const auto status_as = [&](std::shared_ptr<const ClientIdentity> who) {
    ClientRequest request;
    request.url = "https://localhost:" + std::to_string(server_->port()) + "/";
    request.identity = std::move(who);
    const auto exchange = run_on(loops_->at(0), client->send(std::move(request)));
    const auto* response = std::get_if<Response>(&exchange);
    return response ? response->status : 0;
  };
  const auto ann = identity({file("ann.pem"), file("ann.key"), file("ca.pem")});
  const auto stranger = identity({file("other.pem"), file("other.key"), file("ca.pem")});
  const auto nameless = identity({"", "", file("ca.pem")});
  EXPECT_EQ(status_as(ann), 200);
  // Each must fail although a connection of Ann's is in the pool.
  EXPECT_EQ(status_as(nullptr), 0);
  EXPECT_EQ(status_as(stranger), 0);
  EXPECT_EQ(status_as(nameless), 0);
  EXPECT_EQ(status_as(ann), 200);
  const auto as_texts = ClientIdentity::from_texts({certificates_->text("ann.pem"),
                                                    Secret(certificates_->text("ann.key")),
                                                    certificates_->text("ca.pem")});
  ASSERT_TRUE(as_texts) << as_texts.error().message;
  EXPECT_EQ(status_as(*as_texts), 200);
}

TEST_F(TlsTest, WantsTextsThatFit) {
  const auto made = [&](const std::string& certificate, const std::string& key) {
    return ClientIdentity::from_texts({certificate, Secret(key), ""}).has_value();
  };
  const auto certificate = certificates_->text("ann.pem"), key = certificates_->text("ann.key");
  EXPECT_TRUE(made(certificate, key));
  EXPECT_FALSE(made(certificate, certificates_->text("other.key")));
  EXPECT_FALSE(made(certificate, "nonsense"));
  EXPECT_FALSE(made("nonsense", key));
  EXPECT_FALSE(made(certificate, ""));
  EXPECT_FALSE(ClientIdentity::from_texts({"", Secret(), "nonsense"}));
}

TEST_F(TlsTest, TrustsWhomTheIdentityTrusts) {
  const auto client = make_client(loops_->at(0), {.ca_file = file("other.pem")});
  const auto stage_as = [&](std::shared_ptr<const ClientIdentity> who) {
    ClientRequest request;
    request.url = "https://localhost:" + std::to_string(server_->port()) + "/";
    request.identity = std::move(who);
    const auto exchange = run_on(loops_->at(0), client->send(std::move(request)));
    const auto* failure = std::get_if<Failure>(&exchange);
    return std::string(failure ? name_of(failure->stage) : "answered");
  };
  EXPECT_EQ(stage_as(identity({"", "", file("ca.pem")})), "answered");
  EXPECT_EQ(stage_as(nullptr), "handshake");
}

TEST(ClientIdentity, WantsBothFilesAndBothOfOneKind) {
  const std::string folder = ::testing::TempDir();
  EXPECT_NE(ClientIdentity::load({"a.pem", "", ""}).error().message.find("belong together"),
            std::string::npos);
  const auto missing = ClientIdentity::load({folder + "no.pem", folder + "no.key", ""});
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find(folder + "no.pem"), std::string::npos);
}

TEST_F(TlsTest, WantsFilesThatCanBeReadAndFit) {
  std::ofstream(file("garbage.pem")) << "-----BEGIN CERTIFICATE-----\nnonsense\n";
  const auto kind = [&](const std::string& certificate, const std::string& key) {
    const auto started = start_with(file(certificate), file(key));
    return started ? std::string("started") : name_of(started.error().kind);
  };
  EXPECT_EQ(kind("server.pem", "missing.key"), "invalid");
  EXPECT_EQ(kind("missing.pem", "server.key"), "invalid");
  EXPECT_EQ(kind("server.pem", "other.key"), "invalid");
  EXPECT_EQ(kind("garbage.pem", "server.key"), "invalid");
  EXPECT_EQ(kind("server.pem", "garbage.pem"), "invalid");
}

}  // namespace
}  // namespace patchbay::http
