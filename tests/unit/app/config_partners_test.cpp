#include <gtest/gtest.h>

#include <fstream>

#include "hub/app/config.h"

namespace patchbay::app {
namespace {

Result<Config> load(const std::string& toml, const Environment& environment = {},
                    const std::vector<std::string>& plugs = {}) {
  const std::string path = testing::TempDir() + "config_partners_test.toml";
  std::ofstream(path) << toml;
  return load_config(path, environment, plugs);
}
std::string refusal(const std::string& toml, const Environment& environment = {}) {
  const auto config = load(toml, environment);
  return config ? "it was accepted" : config.error().message;
}
void expect_part(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(ConfigPartners, ATableGivesPlugLimitsAndSettings) {
  const auto config = load(
      "[partners.acme]\nplug = \"shop\"\napi_url = \"https://a\"\nconcurrency = 3\n"
      "timeout_ms = 250\n[partners.bare]\n");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->partners.size(), 2u);
  const PartnerSetup& acme = config->partners[0];
  EXPECT_EQ(acme.id, "acme");
  EXPECT_EQ(acme.plug, "shop");
  EXPECT_EQ(acme.settings, (std::map<std::string, std::string>{{"api_url", "https://a"}}));
  EXPECT_EQ(acme.pace.at("concurrency"), "3");
  EXPECT_EQ(acme.pace.at("timeout_ms"), "250");
  EXPECT_FALSE(acme.pace.contains("calls_per_second"));
  EXPECT_EQ(config->partners[1].plug, "bare");
  EXPECT_EQ(acme.places.at("api_url"), "config_partners_test.toml:3");
}

TEST(ConfigPartners, TheFiveCommonVariablesWorkForEveryDeclaredPartner) {
  const auto config = load("[partners.fuel-card]\napi_url = \"https://file\"\n",
                           {{"FUEL_CARD_API_URL", "https://variable"},
                            {"FUEL_CARD_CLIENT_ID", "me"},
                            {"FUEL_CARD_CLIENT_SECRET", "s1"},
                            {"FUEL_CARD_WEBHOOK_SECRET", "s2"},
                            {"FUEL_CARD_REDIRECT_URI", "https://back"},
                            {"OTHER_API_URL", "https://other"}});
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->partners.size(), 1u);
  const PartnerSetup& partner = config->partners[0];
  EXPECT_EQ(partner.settings.at("api_url"), "https://variable");
  EXPECT_EQ(partner.optional_settings.at("redirect_uri"), "https://back");
  EXPECT_EQ(partner.secrets.at("client_id").reveal(), "me");
  EXPECT_EQ(partner.secrets.at("client_secret").reveal(), "s1");
  EXPECT_EQ(partner.secrets.at("webhook_secret").reveal(), "s2");
  EXPECT_EQ(partner.settings.size(), 1u);
}

TEST(ConfigPartners, APlugWhoseUrlIsGivenNeedsNoTable) {
  const auto config =
      load("", {{"SHOP_API_URL", "https://a"}, {"SHOP_CLIENT_SECRET", "s"}}, {"shop", "bank"});
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->partners.size(), 1u);
  EXPECT_EQ(config->partners[0].id, "shop");
  EXPECT_EQ(config->partners[0].secrets.at("client_secret").reveal(), "s");
}

TEST(ConfigPartners, EverySettingHasALongVariable) {
  const auto config = load("[partners.fuel]\n[partners.fuel-card]\n",
                           {{"PATCHBAY_PARTNERS_FUEL_CARD_TIMEOUT_MS", "9"},
                            {"PATCHBAY_PARTNERS_FUEL_DATE_COLUMN", "day"},
                            {"PATCHBAY_PARTNERS_FUEL_PRIVATE_KEY", "hush"}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->partners[1].pace.at("timeout_ms"), "9");
  EXPECT_EQ(config->partners[0].settings.at("date_column"), "day");
  EXPECT_EQ(config->partners[0].secrets.at("private_key").reveal(), "hush");
  expect_part(refusal("", {{"PATCHBAY_PARTNERS_NOBODY_X", "1"}}), "names no partner");
}

TEST(ConfigPartners, SecretsMayStandInFilesOfTheirOwn) {
  const std::string file = testing::TempDir() + "config_partners_secret";
  std::ofstream(file) << "from file\n";
  const std::string toml = "[partners.acme]\nclient_secret_file = \"" + file + "\"\n";
  EXPECT_EQ(load(toml)->partners[0].secrets.at("client_secret").reveal(), "from file");
  const auto both = load(toml, {{"ACME_CLIENT_SECRET", "from variable"}});
  EXPECT_EQ(both->partners[0].secrets.at("client_secret").reveal(), "from variable");
  expect_part(refusal("[partners.acme]\nclient_secret_file = \"/no/such\"\n"),
              "config_partners_test.toml:2: /no/such");
}

const std::string two_environments =
    "[partners.acme]\nzone = \"both\"\napi_url = \"https://both\"\n"
    "[partners.acme.sandbox]\napi_url = \"https://sandbox\"\ntimeout_ms = 9\n"
    "[partners.acme.production]\napi_url = \"https://live\"\n";

PartnerSetup only(const std::string& toml, const Environment& environment = {}) {
  auto config = load(toml, environment);
  EXPECT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->partners.size(), 1u);
  return config->partners.at(0);
}

TEST(ConfigPartners, ProductionCountsUnlessTheSandboxIsChosen) {
  const auto live = only(two_environments);
  EXPECT_EQ(live.environment, "production");
  EXPECT_EQ(live.settings.at("api_url"), "https://live");
  EXPECT_EQ(live.settings.at("zone"), "both");
  EXPECT_FALSE(live.pace.contains("timeout_ms"));
  const auto sandbox = only(two_environments, {{"PATCHBAY_PARTNERS_ACME_ENVIRONMENT", "sandbox"}});
  EXPECT_EQ(sandbox.environment, "sandbox");
  EXPECT_EQ(sandbox.settings.at("api_url"), "https://sandbox");
  EXPECT_EQ(sandbox.settings.at("zone"), "both");
  EXPECT_EQ(sandbox.pace.at("timeout_ms"), "9");
}

TEST(ConfigPartners, AnEnvironmentsOwnWinsOverWhatCountsForBoth) {
  const Environment variables{{"ACME_API_URL", "https://variable"},
                              {"ACME_CLIENT_SECRET", "both"},
                              {"ACME_CLIENT_ID", "both"},
                              {"ACME_SANDBOX_CLIENT_SECRET", "of the sandbox"},
                              {"PATCHBAY_PARTNERS_ACME_PRODUCTION_CLIENT_SECRET", "live"},
                              {"PATCHBAY_PARTNERS_ACME_SANDBOX_ZONE", "sandy"}};
  const auto live = only(two_environments, variables);
  EXPECT_EQ(live.settings.at("api_url"), "https://live") << "the table, not the variable of both";
  EXPECT_EQ(live.secrets.at("client_secret").reveal(), "live");
  EXPECT_EQ(live.secrets.at("client_id").reveal(), "both");
  EXPECT_EQ(live.settings.at("zone"), "both");
  auto of_sandbox = variables;
  of_sandbox["PATCHBAY_PARTNERS_ACME_ENVIRONMENT"] = "sandbox";
  const auto sandbox = only(two_environments, of_sandbox);
  EXPECT_EQ(sandbox.secrets.at("client_secret").reveal(), "of the sandbox");
  EXPECT_EQ(sandbox.settings.at("zone"), "sandy");
  of_sandbox["ACME_SANDBOX_API_URL"] = "https://variable-of-the-sandbox";
  EXPECT_EQ(only(two_environments, of_sandbox).settings.at("api_url"),
            "https://variable-of-the-sandbox");
}

TEST(ConfigPartners, ItIsKnownWhatAnEnvironmentHasForItself) {
  const auto acme = only("[partners.acme.production]\ndesk_file = \"a\"\n",
                         {{"PATCHBAY_PARTNERS_ACME_DESK", "b"}});
  EXPECT_EQ(acme.own_settings, std::set<std::string>{"desk_file"});
  EXPECT_EQ(acme.settings.at("desk"), "b");
}

TEST(ConfigPartners, FilesOfSecretsAreReadForTheChosenEnvironmentOnly) {
  const std::string file = testing::TempDir() + "config_partners_live";
  std::ofstream(file) << "live\n";
  const std::string toml = "[partners.acme.production]\nclient_secret_file = \"" + file +
                           "\"\n[partners.acme.sandbox]\nclient_secret_file = \"/no/such\"\n";
  EXPECT_EQ(only(toml, {{"ACME_CLIENT_SECRET", "both"}}).secrets.at("client_secret").reveal(),
            "live");
  expect_part(refusal(toml, {{"PATCHBAY_PARTNERS_ACME_ENVIRONMENT", "sandbox"}}), "/no/such");
}

TEST(ConfigPartners, BadEnvironmentsAreRefused) {
  expect_part(refusal("[partners.acme]\nenvironment = \"staging\"\n"),
              "\"staging\" is no environment; use sandbox or production");
  expect_part(refusal("[partners.acme.sandbox]\nplug = \"x\"\n"), "belongs into [partners.acme]");
  expect_part(refusal("[partners.acme.sandbox]\ntimeout_ms = 0\n"), "is not between");
  expect_part(refusal("[partners.acme]\nsandbox = true\n"), "must be a table");
  expect_part(refusal("[partners.acme.sandbox]\nclient_id = \"x\"\n"),
              "by the variable ACME_SANDBOX_CLIENT_ID");
}

TEST(ConfigPartners, APartnerMayBeCalledLikeAnothersEnvironment) {
  const auto config = load(
      "[partners.acme]\n[partners.acme-sandbox]\n",
      {{"ACME_SANDBOX_API_URL", "https://other"}, {"PATCHBAY_PARTNERS_ACME_SANDBOX_ZONE", "east"}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_TRUE(config->partners[0].settings.empty());
  EXPECT_EQ(config->partners[1].settings.at("api_url"), "https://other");
  EXPECT_EQ(config->partners[1].settings.at("zone"), "east");
}

TEST(ConfigPartners, BadTablesAreRefusedWithTheirLine) {
  expect_part(refusal("[partners.acme]\nretry_attempts = 0\n"),
              "test.toml:2: setting \"partners.acme.retry_attempts\": \"0\" is not between");
  expect_part(refusal("[partners.acme]\nretry_backoff = \"list\"\n"),
              "test.toml:2: \"list\" is no way to back off; use exponential or linear");
  expect_part(refusal("[partners.acme]\ntimeout_ms = 0\n"),
              "test.toml:2: setting \"partners.acme.timeout_ms\": \"0\" is not between");
  expect_part(refusal("[partners.\"A B\"]\n"), "is not a partner's id");
  expect_part(refusal("[partners]\nacme = 1\n"), "must be a table: [partners.acme]");
  expect_part(refusal("[partners.acme.deep]\nx = 1\n"), "is too deep");
}

}  // namespace
}  // namespace patchbay::app
