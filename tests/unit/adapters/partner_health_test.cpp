#include "adapters/partner_health.h"

#include <gtest/gtest.h>

namespace patchbay::adapters {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Timestamp noon{1'700'000'000'000'000};

ExchangeRow row(int status, Timestamp at, const std::string& stage = "answered") {
  ExchangeRow made;
  made.organisation = "org";
  made.partner = "acme";
  made.method = "POST";
  made.path = "/vouchers";
  made.status = status;
  made.stage = stage;
  made.started_at = at;
  return made;
}

TEST(PartnerHealth, RefusalsAreNoFailures) {
  for (const int status : {200, 201, 302, 400, 401, 404, 422})
    EXPECT_FALSE(is_failure(row(status, noon))) << status;
  for (const int status : {0, 429, 500, 503, 599})
    EXPECT_TRUE(is_failure(row(status, noon))) << status;
}

TEST(PartnerHealth, CountsTheLastMinutesAndForgetsWhatIsOlder) {
  PulseBook book;
  book.saw(row(200, noon));
  book.saw(row(503, noon + seconds(60)));
  book.saw(row(0, noon + seconds(120), "sent"));
  const auto pulse = book.at("org", "acme", noon + seconds(120));
  EXPECT_EQ(pulse.calls, 3);
  EXPECT_EQ(pulse.failures, 2);
  EXPECT_EQ(pulse.last_success, noon);
  EXPECT_EQ(pulse.last_failure, noon + seconds(120));
  EXPECT_EQ(pulse.failure, "POST /vouchers got no answer (it came as far as: sent)");
  EXPECT_EQ(book.at("org", "acme", noon + seconds(330)).calls, 2);
  const auto later = book.at("org", "acme", noon + minutes(60));
  EXPECT_EQ(later.calls, 0);
  EXPECT_EQ(later.last_success, noon) << "the last ones stay known";
  book.saw(row(200, noon + minutes(60)));
  EXPECT_EQ(book.at("org", "acme", noon + minutes(60)).calls, 1) << "slots are used again";
}

TEST(PartnerHealth, RecordsMayComeOutOfOrder) {
  PulseWindow window;
  window.saw(beat_of(row(503, noon + seconds(40))));
  window.saw(beat_of(row(500, noon)));
  window.saw(beat_of(row(200, noon - minutes(60))));
  const auto pulse = window.at(noon + seconds(40));
  EXPECT_EQ(pulse.calls, 2);
  EXPECT_EQ(pulse.failure, "POST /vouchers was answered 503");
  EXPECT_EQ(pulse.last_success, noon - minutes(60));
}

TEST(PartnerHealth, PartnersAndOrganisationsAreApart) {
  PulseBook book;
  book.saw(row(503, noon));
  EXPECT_EQ(book.at("org", "other", noon).calls, 0);
  EXPECT_EQ(book.at("other", "acme", noon).calls, 0);
}

TEST(PartnerHealth, SaysWhetherACallWouldGoOutAndIfNotWhy) {
  jobs::Breaker breaker;
  EXPECT_TRUE(availability(false, breaker, noon).is_available);
  EXPECT_EQ(availability(true, breaker, noon).why, "an operator stopped it");
  breaker.state = jobs::BreakerState::open;
  breaker.open_until = noon + seconds(30);
  const auto open = availability(false, breaker, noon);
  EXPECT_FALSE(open.is_available);
  EXPECT_EQ(open.why, "its breaker is open until " + to_rfc3339(breaker.open_until));
  EXPECT_TRUE(availability(false, breaker, noon + seconds(30)).is_available) << "as the probe";
  breaker.state = jobs::BreakerState::half_open;
  EXPECT_NE(availability(false, breaker, noon).why.find("probe"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::adapters
