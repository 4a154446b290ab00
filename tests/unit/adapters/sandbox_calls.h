#pragma once
// Calls to a sandbox, whatever way they go.

#include <boost/json/serialize.hpp>
#include <fstream>

#include "adapters/sandbox.h"
#include "hub/crypto/digest.h"
#include "hub/http/json.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters {

class SandboxCalls : public ::testing::Test {
 protected:
  /// Starts, again if it runs, with the test's own books and client.
  void start(SandboxOptions options = {}) {
    options.scripts_folder = "scripts";
    options.books_folder = (folder_.path() / "books").string();
    options.client_id = "hub";
    options.client_secret = "sesame";
    open(options);
  }
  virtual void open(const SandboxOptions& options) = 0;
  virtual http::Response send(const std::string& method, const std::string& path,
                              const std::string& body, http::Headers headers) = 0;

  http::Response call(const std::string& method, const std::string& path,
                      const boost::json::value& json = nullptr, const std::string& key = "") {
    http::Headers headers;
    const std::string partner = path.substr(1, path.find('/', 1) - 1);
    if (!token_.contains(partner) && path[1] != '_') token_[partner] = fetch_token(partner);
    headers.add("Authorization", "Bearer " + token_[partner]);
    headers.add("Content-Type", "application/json");
    if (!key.empty()) headers.add("Idempotency-Key", key);
    return send(method, path, json.is_null() ? "" : boost::json::serialize(json),
                std::move(headers));
  }
  std::string fetch_token(const std::string& partner, const std::string& secret = "sesame") {
    http::Headers headers;
    headers.add("Authorization", "Basic " + crypto::to_base64(crypto::bytes_of("hub:" + secret)));
    headers.add("Content-Type", "application/x-www-form-urlencoded");
    const auto answer =
        send("POST", "/" + partner + "/oauth/token", "grant_type=client_credentials", headers);
    if (answer.status != 200) return "refused " + std::to_string(answer.status);
    return std::string(parse_json(answer.body).value().at("access_token").as_string());
  }
  std::int64_t issued(const std::string& partner) {
    return parse_json(call("GET", "/_books").body).value().at(partner).at("issued").as_int64();
  }
  static boost::json::object wish(const std::string& reference) {
    return {{"reference", reference},
            {"account", "A-1"},
            {"card", "C-1"},
            {"amount_minor", 2000},
            {"currency", "AUD"}};
  }

  /// One credit, a restart, the same credit again, and the report.
  void expect_books_to_survive() {
    start();
    EXPECT_EQ(call("POST", "/agl/credits", wish("r1"), "k1").status, 201);
    const auto first = call("POST", "/agl/credits", wish("r1"), "k1").body;
    start();
    token_.clear();
    EXPECT_EQ(call("POST", "/agl/credits", wish("r1"), "k1").body, first);
    const auto reports = parse_json(call("POST", "/_reports").body).value();
    EXPECT_EQ(reports.at("agl").at("issued").as_int64(), 1);
    EXPECT_EQ(reports.at("agl").at("amount_minor").as_int64(), 2000);
    std::ifstream report(std::string(reports.at("agl").at("path").as_string()));
    std::string header, line, end;
    std::getline(report, header);
    std::getline(report, line);
    std::getline(report, end);
    EXPECT_EQ(header, "reference,amount_minor,currency,partner_reference,issued_at");
    EXPECT_TRUE(line.starts_with("r1,2000,AUD,AC0000001,"));
    EXPECT_TRUE(end.starts_with("END,1,2000,"));
  }

  lua::ScratchFolder folder_;
  std::map<std::string, std::string> token_;
};

}  // namespace patchbay::adapters
