#pragma once
// A browser at one of the hub's sites (hub/api/site.h).

#include "hub/access/issue.h"
#include "tests/unit/api/guarded.h"

namespace patchbay::api::test {

/// `Fixture`: a GuardedTest whose hub has the site.
template <class Fixture>
class SiteVisits : public Fixture {
 protected:
  explicit SiteVisits(std::string path) : path_(std::move(path)) {}

  http::Request form(const std::string& target, const std::string& body,
                     const std::string& cookie = "") {
    auto request = Fixture::make("POST", target, body);
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    if (!cookie.empty()) request.headers.add("Cookie", cookie);
    return request;
  }
  http::Response sign_in(const access::Issued& one) {
    return this->send(form(path_ + "/login", "key=" + one.credential.public_key +
                                                 "&secret=" + std::string(one.secret.reveal())));
  }
  /// "patchbay_portal=…" of a session.
  std::string cookie_of(const access::Issued& one) {
    const auto response = sign_in(one);
    EXPECT_EQ(response.status, 303) << response.body;
    const std::string header(response.headers.get("Set-Cookie"));
    return header.substr(0, header.find(';'));
  }
  http::Response page(const std::string& target, const std::string& cookie) {
    auto request = Fixture::make("GET", target);
    request.headers.add("Cookie", cookie);
    return this->send(request);
  }
  static std::string token_in(const std::string& html) {
    const std::string mark = "name=\"form_token\" value=\"";
    const auto at = html.find(mark);
    return at == std::string::npos ? "" : html.substr(at + mark.size(), 32);
  }

 private:
  const std::string path_;
};

}  // namespace patchbay::api::test
