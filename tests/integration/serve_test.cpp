// `patchbay serve` by its configuration file and environment.

#include <gtest/gtest.h>

#include <fstream>

#include "tests/integration/api_client.h"
#include "tests/support/process.h"

namespace patchbay::test {
namespace {

class Serve : public testing::Test {
 protected:
  Serve() {
    std::ofstream(config_) << "[http]\nlisten = \"127.0.0.1:0\"\n[store]\nurl = \"sqlite://"
                           << folder_.path("hub.db") << "\"\n[paths]\ndata = \"" << folder_.path()
                           << "\"\n";
  }

  std::vector<std::string> command() const {
    return {patchbay_binary(), "serve", "--config", config_};
  }
  TempFolder folder_;
  std::string config_ = folder_.path("patchbay.toml");
  std::map<std::string, std::string> environment_{
      {"PATCHBAY_ADMIN_TOKEN", "a-token-of-more-than-sixteen-characters"},
      {"ENCRYPTION_KEY", std::string(64, 'a')}};
};

TEST_F(Serve, answers_and_stops_in_good_order) {
  // The names of seed 001: the partner needs no table in the file.
  environment_["WOOLWORTHS_API_URL"] = "https://partner.example/v1";
  environment_["WOOLWORTHS_CLIENT_ID"] = "id";
  environment_["WOOLWORTHS_CLIENT_SECRET"] = "hush-hush";
  Process hub(command(), environment_);
  const std::string url = serving_at(hub);
  ASSERT_FALSE(url.empty()) << hub.standard_error();
  EXPECT_EQ(curl(url + "/readyz").status, 200);
  const auto rewards =
      curl(url + "/api/v1/rewards",
           {"-H", "Authorization: Bearer " + environment_["PATCHBAY_ADMIN_TOKEN"]});
  EXPECT_EQ(rewards.status, 200) << rewards.body;
  stop_in_good_order(hub);
  EXPECT_EQ(hub.standard_error().find("hush-hush"), std::string::npos);
}

TEST_F(Serve, environment_wins_and_a_port_in_use_is_refused) {
  Process hub(command(), environment_);
  const std::string url = serving_at(hub);
  ASSERT_FALSE(url.empty()) << hub.standard_error();
  environment_["PATCHBAY_HTTP_LISTEN"] = url.substr(std::string("http://").size());
  environment_["PATCHBAY_STORE_URL"] = "sqlite://" + folder_.path("other.db");
  const auto second = run(command(), environment_);
  EXPECT_EQ(second.code, 1);
  EXPECT_NE(second.error.find("in use"), std::string::npos) << second.error;
}

TEST_F(Serve, what_is_missing_or_wrong_is_one_sentence) {
  const auto expect = [&](const std::map<std::string, std::string>& change,
                          const std::string& word) {
    auto environment = environment_;
    for (const auto& [name, value] : change) environment[name] = value;
    const auto done = run(command(), environment);
    EXPECT_EQ(done.code, 1) << word;
    EXPECT_NE(done.error.find(word), std::string::npos) << done.error;
  };
  expect({{"PATCHBAY_ADMIN_TOKEN", "short"}}, "shorter than 16");
  expect({{"ENCRYPTION_KEY", "abc"}}, "ENCRYPTION_KEY");
  expect({{"PATCHBAY_HTTP_LISTEN", "0.0.0.0:0"}}, "can be reached by others");
  expect({{"PATCHBAY_HTTP_TRUSTED_PROXIES", "10.0.0.1/8"}}, "http.trusted_proxies");
  expect({{"PATCHBAY_SECURITY_ALLOWED_NETWORKS", "nowhere"}}, "security.allowed_networks");
  expect({{"PATCHBAY_HTTP_TLS_KEY", "/nowhere"}}, "belong together");
  expect({{"PATCHBAY_HTTP_LISTNE", "127.0.0.1:0"}}, "PATCHBAY_HTTP_LISTEN");
  expect({{"PATCHBAY_PATHS_POLICIES", folder_.path("nothing")}}, "nothing");
}

}  // namespace
}  // namespace patchbay::test
