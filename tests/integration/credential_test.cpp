// Credentials on the real program, on both stores: made by command, used by curl and by the signing
// examples in five languages, revoked.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "hub/http/json.h"
#include "tests/integration/hub_test.h"
#include "tests/support/wait.h"

namespace patchbay::test {
namespace {

class Credentials : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    environment_.erase("PATCHBAY_ADMIN_TOKEN");
    environment_["PATCHBAY_LIMITS_REFUSED"] = "off";
    environment_["PATCHBAY_LOG_FILE"] = folder_.path("hub.log");
  }
  Finished credential(std::vector<std::string> words) const {
    words.insert(words.begin(), "credential");
    return command(words);
  }
  /// What the command says with --json.
  boost::json::object made(std::vector<std::string> words) const {
    words.insert(words.begin(), "credential");
    return said(words).as_object();
  }
  static std::string text(const boost::json::object& object, const char* key) {
    return std::string(object.at(key).as_string());
  }
  int status(const std::string& token, const std::string& path,
             std::vector<std::string> more = {}) {
    more.insert(more.end(), {"-H", "Authorization: Bearer " + token});
    return curl(api_ + path, more).status;
  }
  static std::string whole(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};
PATCHBAY_ON_BOTH_STORES(Credentials);

TEST_P(Credentials, the_first_is_made_by_command_and_no_other_way_leads_in) {
  serve();
  EXPECT_EQ(curl(api_ + "/api/v1/credentials").status, 401);
  EXPECT_EQ(status("", "/api/v1/credentials"), 401);
  const auto owner = made({"create", "--role", "owner", "--name", "anna"});
  ASSERT_TRUE(
      wait_until([&] { return status(text(owner, "secret"), "/api/v1/credentials") == 200; }));
  const auto till =
      curl(api_ + "/api/v1/credentials", {"-H", "Authorization: Bearer " + text(owner, "secret"),
                                          "-d", R"({"kind":"service","name":"till"})"});
  EXPECT_EQ(till.status, 201) << till.body;
  const auto secret = text(parse_json(till.body).value().as_object(), "secret");
  EXPECT_EQ(status(secret, "/api/v1/rewards"), 200);
  EXPECT_EQ(status(secret, "/api/v1/credentials"), 403);
}

TEST_P(Credentials, a_revoked_one_is_shut_out_while_the_hub_runs) {
  serve();
  const auto one = made({"create", "--role", "owner"});
  ASSERT_TRUE(wait_until([&] { return status(text(one, "secret"), "/api/v1/rewards") == 200; }));
  EXPECT_EQ(credential({"revoke", text(one, "id"), "--reason", "lost"}).code, 0);
  EXPECT_TRUE(wait_until([&] { return status(text(one, "secret"), "/api/v1/rewards") == 401; }));
  EXPECT_EQ(credential({"revoke", text(one, "id"), "--reason", "lost"}).code, 1);
}

TEST_P(Credentials, the_examples_sign_in_five_languages) {
  const auto one = made({"create", "--role", "operator", "--signing", "required"});
  serve();
  environment_["PATCHBAY_URL"] = api_;
  environment_["PATCHBAY_KEY"] = text(one, "public_key");
  environment_["PATCHBAY_SECRET"] = text(one, "secret");
  const std::string folder = source_folder() + "/examples/signing/";
  const std::vector<std::vector<std::string>> languages{{"/bin/bash", folder + "sign.sh"},
                                                        {"/usr/bin/python3", folder + "sign.py"},
                                                        {"/usr/bin/node", folder + "sign.js"},
                                                        {"/usr/bin/perl", folder + "sign.pl"},
                                                        {"/usr/bin/php", folder + "sign.php"}};
  for (const auto& language : languages) {
    auto reading = language;
    reading.insert(reading.end(), {"GET", "/api/v1/rewards?limit=7&customer=a%20b"});
    const auto seen = run(reading, environment_);
    EXPECT_TRUE(seen.output.starts_with("200\n{\"rewards\":[]"))
        << language[0] << seen.output << seen.error;
    auto changing = language;
    const std::string name = std::to_string(&language - languages.data());
    changing.insert(changing.end(), {"PUT", "/api/v1/switches/partner/p" + name,
                                     R"({"reason":"they asked us: \"für heute\" 'x'"})"});
    const auto done = run(changing, environment_);
    EXPECT_TRUE(done.output.starts_with("200\n")) << language[0] << done.output << done.error;
  }
  environment_["PATCHBAY_SECRET"] = text(one, "secret") + "0";
  const auto wrong =
      run({"/usr/bin/python3", folder + "sign.py", "GET", "/api/v1/rewards"}, environment_);
  EXPECT_TRUE(wrong.output.starts_with("401\n")) << wrong.output;
}

TEST_P(Credentials, a_secret_goes_to_a_file_for_its_owner_or_is_seen_once) {
  const std::string file = folder_.path("anna.key");
  const auto done = credential({"create", "--role", "owner", "--out", file});
  EXPECT_EQ(done.code, 0) << done.error;
  EXPECT_EQ(done.output.find("sk_live_"), std::string::npos);
  struct stat about {};
  ASSERT_EQ(::stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  const auto written = whole(file);
  const auto secret = written.substr(written.find("sk_live_"), 80);
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"list"}, {"list", "--json"}, {"list", "--all"}}) {
    const auto listed = credential(words);
    EXPECT_EQ(listed.code, 0);
    EXPECT_NE(listed.output.find("pk_live_"), std::string::npos);
    EXPECT_EQ(listed.output.find(secret), std::string::npos);
  }
}

TEST_P(Credentials, a_rotation_has_an_overlap) {
  serve();
  const auto old = made({"create", "--role", "auditor"});
  const auto next = made({"rotate", text(old, "id"), "--overlap-hours", "1"});
  for (const auto& one : {old, next})
    EXPECT_TRUE(wait_until([&] { return status(text(one, "secret"), "/api/v1/rewards") == 200; }));
  const auto last = made({"rotate", text(next, "id"), "--overlap-hours", "0"});
  EXPECT_TRUE(wait_until([&] { return status(text(next, "secret"), "/api/v1/rewards") == 401; }));
  EXPECT_EQ(status(text(last, "secret"), "/api/v1/rewards"), 200);
}

TEST_P(Credentials, the_address_is_the_clients_behind_a_trusted_proxy) {
  environment_["PATCHBAY_HTTP_TRUSTED_PROXIES"] = "127.0.0.0/8 10.0.0.0/8";
  const auto one = made({"create", "--role", "auditor", "--network", "203.0.113.0/24"});
  serve();
  const auto from = [&](const std::string& header) {
    return status(text(one, "secret"), "/api/v1/rewards", {"-H", header});
  };
  EXPECT_EQ(from("X-Forwarded-For: 203.0.113.7"), 200);
  EXPECT_EQ(from("X-Forwarded-For: 203.0.113.7, 10.1.1.1"), 200);
  EXPECT_EQ(from("X-Forwarded-For: 203.0.113.7, 198.51.100.1"), 401);
  EXPECT_EQ(from("X-Other: 1"), 401);
  EXPECT_EQ(from("Forwarded: for=203.0.113.9"), 200);
}

TEST_P(Credentials, bad_input_is_refused_and_the_hub_goes_on) {
  const auto one = made({"create", "--role", "auditor", "--signing", "optional"});
  serve();
  const auto path = api_ + "/api/v1/rewards";
  const std::string key = "Authorization: Bearer " + text(one, "public_key");
  const std::string hex(64, 'a');
  const std::vector<std::vector<std::string>> bad{
      {"-H", "Authorization: Basic abc"},
      {"-H", "Authorization: Bearer"},
      {"-H", key},
      {"-H", key, "-H", "X-Patchbay-Timestamp: 1700000000"},
      {"-H", key, "-H", "X-Patchbay-Timestamp: -1", "-H", "X-Patchbay-Signature: v1=" + hex},
      {"-H", key, "-H", "X-Patchbay-Timestamp: 99999999999999999999", "-H",
       "X-Patchbay-Signature: v1=" + hex},
      {"-H", key, "-H", "X-Patchbay-Timestamp: 1700000000", "-H", "X-Patchbay-Signature: v1=zz"},
      {"-H", key, "-H", key},
      {"-H", "Authorization: Bearer " + std::string(8000, 'k')},
      {"-H", "Authorization: Bearer pk_live_" + std::string(24, '0')},
      {"-H", "Authorization: Bearer sk_live_" + std::string(72, '0')}};
  for (const auto& flags : bad) {
    const auto answer = curl(path, flags);
    EXPECT_EQ(answer.status, 401) << flags.back();
    EXPECT_EQ(parse_json(answer.body).value().at("code"), "AUTHENTICATION_FAILED");
  }
  EXPECT_EQ(curl(path, {"-H", "Authorization: Bearer " + std::string(20'000, 'k')}).status, 431);
  EXPECT_EQ(status(text(one, "secret"), "/api/v1/rewards"), 200);
  const auto lines = whole(folder_.path("hub.log"));
  EXPECT_NE(lines.find("access.refused"), std::string::npos);
  EXPECT_EQ(lines.find(text(one, "secret")), std::string::npos);
}

}  // namespace
}  // namespace patchbay::test
