#pragma once
// The API behind the guard with real credentials.

#include "hub/access/issue.h"
#include "hub/access/request_signature.h"
#include "tests/support/run_on.h"
#include "tests/unit/api/support.h"

namespace patchbay::api::test {

class GuardedTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    if (IsSkipped()) return;
    access::BookOptions options;
    options.look_again = std::chrono::hours(1);
    book_ = access::make_credential_book(store(), *loops_, keys_, clock_, options);
    open();
  }
  void TearDown() override {
    handler_ = nullptr;
    book_.reset();
    ApiTest::TearDown();
  }
  void open(const std::string& networks = "") {
    ApiParts parts{
        store(), worker_, organisation, Secret(token), std::make_shared<RequestCounter>(),
        {},      clock_,  *switches_};
    parts.credentials = book_.get();
    parts.keys = keys_;
    parts.networks = http::Networks::parse_list(networks).value();
    parts.public_url = [] { return std::string("https://hub.example.com"); };
    serve(parts);
  }

  access::Issued issue(const std::string& role, access::Signing signing,
                       const std::string& networks = "", bool weak = false,
                       const OrganisationId& of = organisation) {
    access::NewCredential wanted;
    wanted.organisation = of;
    wanted.role = role;
    wanted.signing = signing;
    wanted.networks = networks;
    wanted.allows_timestamp_signature = weak;
    return write([&](store::Session& s) {
             return access::issue_credential(s, wanted, keys_, {"test"}, clock_.now());
           })
        .value();
  }

  static http::Request make(const std::string& method, const std::string& target,
                            const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.address = "203.0.113.7";
    return request;
  }
  http::Request with_secret(const access::Issued& one, http::Request request) {
    request.headers.add("Authorization", "Bearer " + std::string(one.secret.reveal()));
    return request;
  }
  http::Request with_signature(const access::Issued& one, http::Request request) {
    const std::string at = std::to_string(clock_.now().seconds());
    request.headers.add("Authorization", "Bearer " + one.credential.public_key);
    request.headers.add("X-Patchbay-Timestamp", at);
    request.headers.add("X-Patchbay-Signature", access::sign_request(one.secret, at, request));
    return request;
  }
  http::Request as_admin(http::Request request) {
    request.headers.add("Authorization", "Bearer " + token);
    return request;
  }
  /// The answer, which must be documented.
  http::Response send(const http::Request& request) {
    auto response = run_on(loops_->at(0), handler_(request));
    EXPECT_TRUE(check_->answer(request, response)) << request.method << " " << request.target;
    return response;
  }
  int status(const http::Request& request) { return send(request).status; }

  crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  std::unique_ptr<access::CredentialBook> book_;
  const jobs::SwitchBoard* switches_ = &jobs::no_switches();  // as open() finds them
};

}  // namespace patchbay::api::test
