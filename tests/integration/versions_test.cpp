// Versions of a plug in the real program: a broken file leaves the old one serving and the API says
// why; a hub starts on the version that an operator went back to while the files are broken.

#include <filesystem>
#include <fstream>

#include "hub/http/json.h"
#include "tests/integration/hub_test.h"
#include "tests/support/wait.h"

namespace patchbay::test {
namespace {

class Versions : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    std::filesystem::create_directories(folder_.path("scripts/acme"));
    std::ofstream(folder_.path("patchbay.toml"))
        << "[partners.acme]\napi_url = \"https://acme.example\"\n";
    environment_["PATCHBAY_PATHS_SCRIPTS"] = folder_.path("scripts");
    environment_["PATCHBAY_LIMITS_PARTNER_OPERATIONS"] = "off";  // it is asked until it is so
    save(plug("1.0.0"));
    start();
  }
  void start() { serve({"--config", folder_.path("patchbay.toml")}); }
  static std::string plug(const std::string& version) {
    return "return { id = \"acme\", name = \"Acme\", kind = \"utility\", version = \"" + version +
           "\", settings = { { name = \"api_url\", type = \"url\", help = \"where\" } }, "
           "auth = { type = \"none\" }, capabilities = { get_account = function(call, request) "
           "return rejected(\"no\", \"no\") end } }\n";
  }
  /// In one step, so that the hub sees no half of it.
  void save(const std::string& text) const {
    const auto aside = folder_.path("aside");
    std::ofstream(aside, std::ios::binary) << text;
    std::filesystem::rename(aside, folder_.path("scripts/acme/partner.lua"));
  }
  Finished go_back() const {
    return command({"partner", "rollback", "acme", "--reason", "a test", "--config",
                    folder_.path("patchbay.toml")});
  }
  boost::json::object partner() const {
    return parse_json(ask("GET", "/api/v1/partners/acme").body).value().as_object();
  }
  /// What the only hub serves; null before it told.
  boost::json::value serving() const {
    const auto acme = partner();
    const auto& hubs = acme.at("serving").as_array();
    EXPECT_LE(hubs.size(), 1U);
    return hubs.empty() ? boost::json::value() : hubs.at(0);
  }
  bool comes_to(const std::string& version) const {
    return wait_until([&] {
      const auto now = serving();
      return now.is_object() && now.at("version").as_string() == version;
    });
  }
  bool has_metric(const std::string& line) const {
    return ask("GET", "/metrics").body.find("\n" + line + "\n") != std::string::npos;
  }
};
PATCHBAY_ON_BOTH_STORES(Versions);

TEST_P(Versions, a_broken_file_leaves_the_old_one_serving_and_the_api_says_why) {
  ASSERT_TRUE(comes_to("1.0.0"));
  const auto before = serving();
  EXPECT_TRUE(before.at("problem").is_null());
  save("local x = ");
  ASSERT_TRUE(wait_until([&] { return serving().at("problem").is_string(); }));
  const auto now = serving();
  EXPECT_EQ(now.at("version"), "1.0.0");
  EXPECT_EQ(now.at("stamp"), before.at("stamp"));
  EXPECT_EQ(now.at("since"), before.at("since"));
  EXPECT_NE(now.at("problem").as_string().find("partner.lua:1"), std::string::npos) << now;
  EXPECT_NE(now.at("problem_stamp"), before.at("stamp"));
  EXPECT_EQ(partner().at("version"), "1.0.0");
  EXPECT_TRUE(has_metric(R"(patchbay_plug_reloads_total{plug="acme",result="refused"} 1)"));
  EXPECT_TRUE(has_metric(R"(patchbay_plug_behind{plug="acme"} 1)"));
  EXPECT_TRUE(has_metric("patchbay_native_images 0"));
  save(plug("1.1.0"));
  ASSERT_TRUE(comes_to("1.1.0"));
  EXPECT_TRUE(serving().at("problem").is_null());
  EXPECT_TRUE(has_metric(R"(patchbay_plug_behind{plug="acme"} 0)"));
}

TEST_P(Versions, a_hub_starts_on_the_version_gone_back_to_while_the_files_are_broken) {
  ASSERT_TRUE(comes_to("1.0.0"));
  save(plug("1.1.0"));
  ASSERT_TRUE(comes_to("1.1.0"));
  const auto back = go_back();
  ASSERT_EQ(back.code, 0) << back.error;
  ASSERT_TRUE(comes_to("1.0.0"));
  stop();
  save("local x = ");
  start();
  EXPECT_EQ(partner().at("version"), "1.0.0");
  ASSERT_TRUE(comes_to("1.0.0"));
  save(plug("1.2.0"));
  const auto reloaded =
      command({"partner", "reload", "acme", "--config", folder_.path("patchbay.toml")});
  EXPECT_EQ(reloaded.code, 0) << reloaded.error;
  EXPECT_TRUE(comes_to("1.2.0"));
}

TEST_P(Versions, a_hub_that_does_not_start_for_a_broken_file_starts_after_a_rollback) {
  ASSERT_TRUE(comes_to("1.0.0"));
  stop();
  save("local x = ");
  const auto refused = command({"serve", "--config", folder_.path("patchbay.toml")});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.error.find("partner.lua:1"), std::string::npos) << refused.error;
  const auto back = go_back();
  EXPECT_EQ(back.code, 0) << back.error;
  start();
  EXPECT_EQ(partner().at("version"), "1.0.0");
}

}  // namespace
}  // namespace patchbay::test
