#include "hub/app/partners.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "hub/app/partner_pace.h"

namespace patchbay::app {
namespace {

/// A folder with one script, "shop", that declares api_url.
Home make_home(const std::string& auth = R"({ type = "none" })") {
  const std::filesystem::path folder = testing::TempDir() + "partners_test";
  std::filesystem::create_directories(folder / "shop");
  std::ofstream(folder / "shop" / "partner.lua") << R"(
return {
  id = "shop", name = "Shop", kind = "retail", version = "1.0.0",
  auth = )" << auth << R"(,
  settings = { { name = "api_url", type = "url", help = "where it answers" } },
  capabilities = { check_balance = function(call, request) return succeeded {} end },
}
)";
  return {folder.string(), (folder / "none").string(), ""};
}
PartnerSetup shop() {
  PartnerSetup setup;
  setup.id = setup.plug = "shop";
  setup.settings["api_url"] = "https://shop.test";
  return setup;
}
std::string refusal(const PartnerSetup& setup) {
  const auto registry = load_partners({setup}, make_home(), testing::TempDir());
  return registry ? "it was accepted" : registry.error().message;
}

TEST(Partners, AScriptIsLoadedWithItsSettings) {
  const auto registry = load_partners({shop()}, make_home(), testing::TempDir());
  ASSERT_TRUE(registry) << registry.error().message;
  EXPECT_EQ(registry->find("shop")->settings.text("api_url"), "https://shop.test");
}

TEST(Partners, WithoutItsCertificateAPartnerDoesNotStart) {
  PartnerSetup setup = shop();
  const auto refusal_of = [&] {
    const auto registry =
        load_partners({setup}, make_home(R"({ type = "mtls" })"), testing::TempDir());
    return registry ? "it was accepted" : registry.error().message;
  };
  EXPECT_NE(refusal_of().find("give its settings tls_certificate and tls_key"), std::string::npos);
  setup.identity = {{"tls_certificate", "/no/such.pem"}};
  EXPECT_NE(refusal_of().find("belong together"), std::string::npos);
  setup.identity["tls_key"] = "/no/such.key";
  EXPECT_NE(refusal_of().find("/no/such.pem"), std::string::npos);
  setup.identity = {{"tls_ca", "/no/ca.pem"}};
  EXPECT_NE(refusal_of().find("/no/ca.pem"), std::string::npos);
}

TEST(Partners, WithoutItsSecretAPartnerDoesNotStart) {
  const auto home = make_home(R"({ type = "api_key" })");
  const auto undeclared = load_partners({shop()}, home, testing::TempDir());
  ASSERT_FALSE(undeclared);
  EXPECT_NE(undeclared.error().message.find("needs the secrets api_key"), std::string::npos)
      << undeclared.error().message;
}

TEST(Partners, ThePaceOfThePlugIsOverriddenWhereConfigurationSaysSo) {
  using std::chrono::milliseconds;
  PartnerSetup setup = shop();
  setup.pace = {{"calls_per_second", "9"},    {"retry_attempts", "5"},
                {"retry_backoff", "linear"},  {"retry_base_ms", "250"},
                {"retry_span_ms", "60000"},   {"breaker_failures", "0"},
                {"breaker_open_ms", "900000"}};
  const auto registry = load_partners({setup}, make_home(), testing::TempDir());
  ASSERT_TRUE(registry) << registry.error().message;
  const auto& partner = *registry->find("shop");
  EXPECT_EQ(partner.limits.calls_per_second, 9);
  EXPECT_EQ(partner.limits.concurrency, adapters::Limits{}.concurrency);
  EXPECT_EQ(partner.retry.backoff, jobs::Backoff::linear);
  EXPECT_EQ(partner.retry.attempts_max, 5);
  EXPECT_EQ(partner.retry.base, milliseconds(250));
  EXPECT_EQ(partner.retry.cap, adapters::default_partner_retry().cap);
  EXPECT_EQ(partner.retry.span_max, milliseconds(60'000));
  EXPECT_EQ(partner.breaker.failures_max, 0);
  EXPECT_EQ(partner.breaker.open_for, milliseconds(900'000));
  EXPECT_EQ(partner.breaker.open_for_max, milliseconds(900'000)) << "never below the first";
  setup.pace = {{"breaker_open_ms", "10"}, {"breaker_open_max_ms", "9"}};
  EXPECT_EQ(refusal(setup), "partner \"shop\": breaker_open_max_ms is less than breaker_open_ms");
  EXPECT_FALSE(partner.settle_after);
  setup.pace = {{"settle_after_ms", "1500"}};
  EXPECT_EQ(load_partners({setup}, make_home(), testing::TempDir())->find("shop")->settle_after,
            milliseconds(1'500));
  setup.pace = {{"retry_cap_ms", "9"}};
  EXPECT_EQ(refusal(setup), "partner \"shop\": retry_cap_ms is less than the base of the wait");
}

TEST(Partners, ListedWaitsAndFailuresComeFromConfigurationToo) {
  using std::chrono::milliseconds;
  PartnerSetup setup = shop();
  setup.pace = {{"retry_delays_ms", "10, 2000"},
                {"retry_jitter_percent", "20"},
                {"retry_on", "connect, timeout"}};
  const auto registry = load_partners({setup}, make_home(), testing::TempDir());
  ASSERT_TRUE(registry) << registry.error().message;
  const auto& retry = registry->find("shop")->retry;
  EXPECT_EQ(retry.backoff, jobs::Backoff::list);
  EXPECT_EQ(retry.delays, (std::vector<Duration>{milliseconds(10), milliseconds(2'000)}));
  EXPECT_EQ(retry.jitter_percent, 20);
  EXPECT_EQ(retry.retryable, (std::vector{jobs::Failure::connect, jobs::Failure::timeout}));
  setup.pace["retry_backoff"] = "linear";
  EXPECT_NE(refusal(setup).find("exclude each other"), std::string::npos);
  setup.pace = {{"retry_jitter_percent", "20"}};
  EXPECT_NE(refusal(setup).find("needs retry_delays_ms"), std::string::npos);
  const auto field = [](const char* name) {
    for (const auto& each : pace_fields())
      if (each.name == name) return each;
    return Field{};
  };
  EXPECT_FALSE(check_pace(field("retry_delays_ms"), "10, soon"));
  EXPECT_FALSE(check_pace(field("retry_on"), "conect"));
}

/// A plug with these declarations besides its id.
Home declares(const std::string& lines) {
  const std::filesystem::path folder = testing::TempDir() + "partners_declaring";
  std::filesystem::create_directories(folder / "shop");
  std::ofstream(folder / "shop" / "partner.lua")
      << "return { id = \"shop\", name = \"Shop\", kind = \"retail\", version = \"1.0.0\",\n"
      << "  capabilities = { check_balance = function() return succeeded {} end },\n"
      << lines << "}\n";
  return {folder.string(), (folder / "none").string(), ""};
}

TEST(Partners, DefaultsMayDifferBetweenSandboxAndProduction) {
  const Home home = declares(R"(
    settings = { { name = "api_url", type = "url" } },
    environments = { sandbox = { api_url = "https://sandbox.test" },
                     production = { api_url = "https://live.test" } })");
  PartnerSetup setup;
  setup.id = setup.plug = "shop";
  const auto url = [&] {
    const auto registry = load_partners({setup}, home, testing::TempDir());
    EXPECT_TRUE(registry) << registry.error().message;
    return registry->find("shop")->settings.text("api_url");
  };
  EXPECT_EQ(url(), "https://live.test");
  setup.environment = "sandbox";
  EXPECT_EQ(url(), "https://sandbox.test");
  EXPECT_EQ(load_partners({setup}, home, testing::TempDir())->find("shop")->environment, "sandbox");
  setup.settings["api_url"] = "https://given.test";
  EXPECT_EQ(url(), "https://given.test");
}

TEST(Partners, ASecretMayHaveAnyName) {
  const Home home = declares(
      R"(settings = { { name = "shop_key", secret = true, help = "of the shop's desk" } })");
  PartnerSetup setup;
  setup.id = setup.plug = "shop";
  const auto refusal_of = [&] {
    const auto registry = load_partners({setup}, home, testing::TempDir());
    return registry ? "it was accepted" : registry.error().message;
  };
  EXPECT_EQ(refusal_of(),
            "partner \"shop\": secret \"shop_key\" is missing (of the shop's desk); give it by "
            "environment (PATCHBAY_PARTNERS_SHOP_SHOP_KEY) or by file (shop_key_file)");
  setup.settings["shop_key"] = "hush";
  setup.places["shop_key"] = "patchbay.toml:3";
  EXPECT_NE(refusal_of().find("patchbay.toml:3: \"shop_key\" is a secret"), std::string::npos);
  EXPECT_EQ(refusal_of().find("hush"), std::string::npos);
  setup.places["shop_key"] = "PATCHBAY_PARTNERS_SHOP_SHOP_KEY";
  const auto registry = load_partners({setup}, home, testing::TempDir());
  ASSERT_TRUE(registry) << registry.error().message;
  EXPECT_EQ(registry->find("shop")->secrets.at("shop_key").reveal(), "hush");
  EXPECT_FALSE(registry->find("shop")->settings.all().contains("shop_key"));
}

TEST(Partners, ASecretOfAnyNameFollowsTheOrderOfSecrets) {
  const Home home = declares(R"(settings = { { name = "desk", secret = true } })");
  const std::string file = testing::TempDir() + "partners_test_desk";
  std::ofstream(file) << "of the file\n";
  PartnerSetup setup;
  setup.id = setup.plug = "shop";
  setup.settings = {{"desk", "of the variable"}, {"desk_file", file}};
  const auto desk = [&] {
    const auto registry = load_partners({setup}, home, testing::TempDir());
    return registry ? std::string(registry->find("shop")->secrets.at("desk").reveal())
                    : registry.error().message;
  };
  EXPECT_EQ(desk(), "of the variable") << "it wins over a file of the same table";
  setup.own_settings = {"desk_file"};
  EXPECT_EQ(desk(), "of the file") << "the environment's own wins";
  setup.own_settings = {"desk", "desk_file"};
  EXPECT_EQ(desk(), "of the variable");
  setup.settings["desk"].clear();
  EXPECT_EQ(desk(), "of the file") << "an empty variable gives nothing";
}

TEST(Partners, NamesOfTheHubAreNotAPlugs) {
  const Home home = declares(R"(settings = { { name = "concurrency", type = "integer" } })");
  PartnerSetup setup;
  setup.id = setup.plug = "shop";
  const auto registry = load_partners({setup}, home, testing::TempDir());
  ASSERT_FALSE(registry);
  EXPECT_NE(registry.error().message.find("one of the hub's own"), std::string::npos);
}

TEST(Partners, AnUnknownSettingNamesItsPlaceAndTheNearest) {
  PartnerSetup setup = shop();
  setup.settings["timout_ms"] = "5";
  setup.places["timout_ms"] = "patchbay.toml:7";
  EXPECT_EQ(refusal(setup),
            "partner \"shop\": patchbay.toml:7: unknown setting \"timout_ms\"; did you mean "
            "\"timeout_ms\"?");
}

TEST(Partners, ABadValueNamesItsPlace) {
  PartnerSetup setup = shop();
  setup.settings["api_url"] = "shop.test";
  setup.places["api_url"] = "SHOP_API_URL";
  EXPECT_TRUE(refusal(setup).starts_with("partner \"shop\": SHOP_API_URL: setting \"api_url\""))
      << refusal(setup);
}

TEST(Partners, AnOptionalSettingIsLeftOutWhereThePlugDeclaresNone) {
  PartnerSetup setup = shop();
  setup.optional_settings["redirect_uri"] = "https://back.test";
  const auto registry = load_partners({setup}, make_home(), testing::TempDir());
  ASSERT_TRUE(registry) << registry.error().message;
  EXPECT_FALSE(registry->find("shop")->settings.all().contains("redirect_uri"));
}

TEST(Partners, AMissingPlugNamesWhereItWasLookedFor) {
  PartnerSetup setup = shop();
  setup.plug = "nobody";
  EXPECT_NE(refusal(setup).find("nobody/partner.lua"), std::string::npos) << refusal(setup);
}

}  // namespace
}  // namespace patchbay::app
