#include "hub/app/doctor/doctor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/support/stores.h"

namespace patchbay::app {
namespace {

using std::chrono::seconds;

constexpr Timestamp noon{1'700'000'000'000'000};

TEST(DoctorClock, IsFineWithinSecondsAndFailsWhereSignaturesWould) {
  const auto grade = [](std::int64_t apart_s) {
    return judge_clock(noon + seconds(apart_s), noon, noon + seconds(1)).grade;
  };
  EXPECT_EQ(grade(0), Grade::ok);
  EXPECT_EQ(grade(-5), Grade::ok);
  EXPECT_EQ(grade(30), Grade::warn);
  EXPECT_EQ(grade(-30), Grade::warn);
  EXPECT_EQ(grade(300), Grade::fail);
  EXPECT_EQ(grade(-300), Grade::fail);
  EXPECT_EQ(judge_clock(std::nullopt, noon, noon).grade, Grade::warn);
  EXPECT_NE(judge_clock(noon + seconds(300), noon, noon).says.find("300 s behind"),
            std::string::npos);
  EXPECT_NE(judge_clock(noon - seconds(300), noon, noon).says.find("299 s ahead"),
            std::string::npos);
  EXPECT_EQ(judge_clock(noon, noon, noon + seconds(60)).grade, Grade::ok) << "a slow answer";
}

TEST(DoctorCertificate, WarnsThreeWeeksAhead) {
  const auto at = [](int days) {
    return judge_certificate("CN=acme", noon + std::chrono::hours(24 * days), noon);
  };
  EXPECT_EQ(at(90).grade, Grade::ok);
  EXPECT_EQ(at(20).grade, Grade::warn);
  EXPECT_NE(at(20).says.find("20 days"), std::string::npos);
  EXPECT_FALSE(at(20).mend.empty());
}

TEST(DoctorScopes, NamesWhatTheTokenLacks) {
  EXPECT_EQ(judge_scope("", "").grade, Grade::ok);
  EXPECT_EQ(judge_scope("a b", "").grade, Grade::ok) << "no word means all of them (RFC 6749)";
  EXPECT_EQ(judge_scope("a b", "b a c").grade, Grade::ok);
  const auto lacking = judge_scope("a b c", "b");
  EXPECT_EQ(lacking.grade, Grade::fail);
  EXPECT_NE(lacking.says.find("lacks a, c;"), std::string::npos) << lacking.says;
}

class Doctor : public ::testing::Test {
 protected:
  void write(const std::string& lines) {
    std::filesystem::create_directories(folder_.path() / "acme");
    std::ofstream(folder_.path() / "acme" / "partner.lua")
        << "return { id = \"acme\", name = \"Acme\", kind = \"retail\", version = \"1.0.0\",\n"
        << "  capabilities = { check_balance = function() return succeeded {} end },\n"
        << lines << "}\n";
  }
  std::map<std::string, Finding> examine_it() {
    const std::string here = folder_.path().string();
    Patient patient{.setup = setup_,
                    .home = {here, here + "/none", ""},
                    .cache_folder = here,
                    .timeout = std::chrono::milliseconds(2'000)};
    std::map<std::string, Finding> by_check;
    for (auto& finding : examine(patient)) {
      EXPECT_EQ(finding.mend.empty(), finding.grade == Grade::ok) << finding.check;
      by_check[finding.check] = std::move(finding);
    }
    return by_check;
  }

  TemporaryFolder folder_;
  PartnerSetup setup_ = [] {
    PartnerSetup made;
    made.id = made.plug = "acme";
    return made;
  }();
};

TEST_F(Doctor, finds_nothing_wrong_with_a_partner_that_needs_no_network) {
  write("");
  const auto found = examine_it();
  EXPECT_EQ(found.at("plug").grade, Grade::ok) << found.at("plug").says;
  EXPECT_EQ(found.at("settings").grade, Grade::ok);
  EXPECT_EQ(found.at("secrets").says, "none are needed");
  EXPECT_EQ(found.at("limits").grade, Grade::ok) << found.at("limits").says;
  EXPECT_EQ(found.at("environment").says, "production");
  EXPECT_FALSE(found.contains("tls"));
  EXPECT_FALSE(found.contains("webhook"));
}

TEST_F(Doctor, says_what_is_wrong_with_a_plug_and_goes_no_further) {
  write("settings = 7,");
  const auto broken = examine_it();
  EXPECT_EQ(broken.at("plug").grade, Grade::fail);
  EXPECT_EQ(broken.size(), 1U);
  setup_.plug = "nobody";
  EXPECT_NE(examine_it().at("plug").says.find("no plug \"nobody\""), std::string::npos);
}

TEST_F(Doctor, names_bad_settings_and_missing_secrets_apart) {
  write(R"(settings = { { name = "zone", one_of = { "north" } },
                        { name = "shop_key", secret = true } },
           secrets = { "client_secret" },)");
  setup_.settings["zone"] = "west";
  setup_.settings["shop_key"] = "hush";
  const auto found = examine_it();
  EXPECT_EQ(found.at("settings").grade, Grade::fail);
  EXPECT_NE(found.at("settings").says.find("one of: north"), std::string::npos);
  EXPECT_EQ(found.at("secrets").grade, Grade::fail);
  EXPECT_NE(found.at("secrets").says.find("client_secret"), std::string::npos);
  EXPECT_EQ(found.at("limits").grade, Grade::fail) << "the hub could not start with it";
}

TEST_F(Doctor, warns_of_limits_that_are_never_reached) {
  write("");
  setup_.pace = {{"calls_per_second", "1"}, {"timeout_ms", "1000"}, {"concurrency", "50"}};
  EXPECT_EQ(examine_it().at("limits").grade, Grade::warn);
}

TEST_F(Doctor, tries_the_webhook_signature_with_the_secret_that_is_there) {
  write(R"(webhook = { scheme = "standard" },)");
  EXPECT_EQ(examine_it().at("webhook").grade, Grade::warn) << "no secret: 404 for the partner";
  setup_.secrets["webhook_secret"] = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const auto fine = examine_it().at("webhook");
  EXPECT_EQ(fine.grade, Grade::ok) << fine.says;
  EXPECT_NE(fine.says.find("a changed one refused"), std::string::npos);
  setup_.secrets["webhook_secret"] = Secret("not base64");
  const auto bad = examine_it().at("webhook");
  EXPECT_EQ(bad.grade, Grade::fail);
  EXPECT_EQ(bad.says.find("not base64"), std::string::npos) << "never a secret";
  setup_.inbound["webhook_scheme"] = "no-such-scheme";
  EXPECT_EQ(examine_it().at("webhook").grade, Grade::fail);
}

TEST_F(Doctor, says_that_nobody_answers) {
  write(R"(settings = { { name = "api_url", type = "url", help = "where" } },)");
  setup_.settings["api_url"] = "http://127.0.0.1:1";
  const auto found = examine_it();
  EXPECT_EQ(found.at("tls").grade, Grade::ok) << "without TLS, but on this machine";
  EXPECT_EQ(found.at("answer").grade, Grade::fail);
  setup_.settings["api_url"] = "https://127.0.0.1:1";
  EXPECT_EQ(examine_it().at("tls").grade, Grade::fail);
}

}  // namespace
}  // namespace patchbay::app
