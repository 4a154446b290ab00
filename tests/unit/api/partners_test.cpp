// The health of partners, with every answer checked against the OpenAPI document.

#include <gtest/gtest.h>

#include "hub/jobs/partner_limits.h"
#include "tests/unit/adapters/scripted_plug.h"
#include "tests/unit/api/support.h"

namespace patchbay::api::test {
namespace {

class PartnersTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    if (IsSkipped()) return;
    adapters::Manifest manifest;
    manifest.id = "acme_plug";
    manifest.kind = "retail";
    manifest.version = "1.2.3";
    adapters::Partner partner;
    partner.id = "acme";
    partner.plug = std::make_shared<adapters::testing::ScriptedPlug>(manifest, nullptr);
    partner.limits.calls_per_second = 7;
    ASSERT_TRUE(registry_.add(partner));
    ApiParts parts{store(),
                   worker_,
                   organisation,
                   Secret(token),
                   std::make_shared<RequestCounter>(),
                   {},
                   system_clock(),
                   jobs::no_switches(),
                   registry_};
    parts.pulses = &pulses_;
    parts.served_plugs = [](store::Session&) {
      const Timestamp then{1'700'000'000'000'000};
      return ServedPlugs{
          {"acme",
           {{"hub_1", "1.2.3", "3f0c9a4be1d27788", then, "partner.lua:3: oh", "00112233", then},
            {"hub_2", "1.2.4", "0011223344556677", then, "", "", then}}}};
    };
    parts.reloads = reloads_;
    handler_ = make_handler(parts);
  }
  boost::json::value list() {
    return boost::json::parse(ask("GET", "/api/v1/partners").body).at("partners");
  }
  void fail(int times) {
    const auto limits = jobs::make_partner_limits(store(), system_clock());
    for (int i = 0; i < times; ++i) limits->ended(organisation, "acme", {}, {jobs::Health::unwell});
  }

  void saw(int status) {
    adapters::ExchangeRow row;
    row.organisation = organisation;
    row.partner = "acme";
    row.method = "GET";
    row.path = "/vouchers";
    row.status = status;
    row.started_at = system_clock().now();
    pulses_.saw(row);
  }

  std::shared_ptr<ReloadCounter> reloads_ = std::make_shared<ReloadCounter>();
  adapters::Registry registry_;
  adapters::PulseBook pulses_;
};
PATCHBAY_ON_BOTH_STORES(PartnersTest);

TEST_P(PartnersTest, a_partner_that_was_never_called_is_well) {
  const auto partners = list();
  ASSERT_EQ(partners.as_array().size(), 1U);
  const auto& acme = partners.at(0);
  EXPECT_EQ(acme.at("id").as_string(), "acme");
  EXPECT_EQ(acme.at("kind").as_string(), "retail");
  EXPECT_EQ(acme.at("plug").as_string(), "acme_plug");
  EXPECT_EQ(acme.at("limits").at("calls_per_second").as_int64(), 7);
  EXPECT_EQ(acme.at("retry").at("attempts").as_int64(), 3);
  EXPECT_EQ(acme.at("breaker").at("state").as_string(), "closed");
  EXPECT_TRUE(acme.at("breaker").at("open_until").is_null());
  EXPECT_FALSE(acme.at("stopped").as_bool());
}

TEST_P(PartnersTest, an_open_breaker_is_shown_with_its_end) {
  fail(9);
  EXPECT_EQ(list().at(0).at("breaker").at("state").as_string(), "closed");
  fail(10);
  const auto breaker = list().at(0).at("breaker");
  EXPECT_EQ(breaker.at("state").as_string(), "open");
  EXPECT_TRUE(breaker.at("open_until").is_string());
  EXPECT_EQ(breaker.at("trips").as_int64(), 1);
  const auto metrics = ask("GET", "/metrics").body;
  const std::string labels = R"({organisation=")" + organisation + R"(",partner="acme"} 1)";
  EXPECT_NE(metrics.find("patchbay_partner_breaker_open" + labels), std::string::npos) << metrics;
  EXPECT_NE(metrics.find("patchbay_partner_breaker_trips_total" + labels), std::string::npos);
}

TEST_P(PartnersTest, status_is_apart_from_available) {
  const auto well = list().at(0);
  EXPECT_EQ(well.at("environment"), "production");
  EXPECT_EQ(well.at("status"), "enabled");
  EXPECT_TRUE(well.at("available").as_bool());
  EXPECT_TRUE(well.at("unavailable_because").is_null());
  fail(10);
  const auto broken = list().at(0);
  EXPECT_EQ(broken.at("status"), "enabled");
  EXPECT_FALSE(broken.at("available").as_bool());
  EXPECT_TRUE(broken.at("unavailable_because").as_string().starts_with("its breaker is open"));
}

TEST_P(PartnersTest, one_is_shown_with_how_its_calls_went) {
  saw(200);
  saw(503);
  const auto acme = ask_json("/api/v1/partners/acme");
  const auto& health = acme.at("health");
  EXPECT_EQ(health.at("calls").as_int64(), 2);
  EXPECT_EQ(health.at("failures").as_int64(), 1);
  EXPECT_EQ(health.at("failure"), "GET /vouchers was answered 503");
  EXPECT_TRUE(health.at("last_success").is_string());
  EXPECT_EQ(ask("GET", "/api/v1/partners/nobody").status, 404);
}

TEST_P(PartnersTest, shows_what_each_hub_serves_and_why_not_a_later_version) {
  for (const auto& acme : {list().at(0), boost::json::value(ask_json("/api/v1/partners/acme"))}) {
    const auto& behind = acme.at("serving").at(0);
    EXPECT_EQ(behind.at("hub"), "hub_1");
    EXPECT_EQ(behind.at("version"), "1.2.3");
    EXPECT_EQ(behind.at("stamp"), "3f0c9a4be1d27788");
    EXPECT_EQ(behind.at("since"), "2023-11-14T22:13:20.000000Z");
    EXPECT_EQ(behind.at("problem"), "partner.lua:3: oh");
    EXPECT_EQ(behind.at("problem_stamp"), "00112233");
    const auto& newest = acme.at("serving").at(1);
    EXPECT_EQ(newest.at("version"), "1.2.4");
    EXPECT_TRUE(newest.at("problem").is_null());
    EXPECT_TRUE(newest.at("problem_stamp").is_null());
  }
}

TEST_P(PartnersTest, metrics_count_reloads_by_plug) {
  reloads_->swapped("acme_plug");
  reloads_->swapped("acme_plug");
  reloads_->refused("acme_plug");
  reloads_->settled("other_plug");
  const auto metrics = ask("GET", "/metrics").body;
  for (const char* line :
       {R"(patchbay_plug_reloads_total{plug="acme_plug",result="swapped"} 2)",
        R"(patchbay_plug_reloads_total{plug="acme_plug",result="refused"} 1)",
        R"(patchbay_plug_reloads_total{plug="other_plug",result="swapped"} 0)",
        R"(patchbay_plug_behind{plug="acme_plug"} 1)",
        R"(patchbay_plug_behind{plug="other_plug"} 0)", "\npatchbay_native_images "})
    EXPECT_NE(metrics.find(line), std::string::npos) << line << "\n" << metrics;
}

TEST_P(PartnersTest, wants_the_token) { EXPECT_EQ(ask("GET", "/api/v1/partners", "").status, 401); }

}  // namespace
}  // namespace patchbay::api::test
