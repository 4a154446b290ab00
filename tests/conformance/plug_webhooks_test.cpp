// The webhooks of every plug whose partner can be played: twice, out of order, and nonsense.

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/conformance/live_partner.h"
#include "webhooks/decoded.h"

namespace patchbay::adapters::conformance {
namespace {

constexpr int issues = 6;

class PlugWebhooks : public ::testing::TestWithParam<Subject> {
 protected:
  PlugWebhooks() : partner_(make_partner(GetParam())) {}

  /// What the partner sends after it issued a few times.
  std::vector<webhooks::Undecoded> webhooks_of_a_day() {
    LivePartner live(GetParam());
    for (Trial trial : trials(GetParam(), *partner_.plug)) {
      if (trial.key.empty()) continue;
      for (int i = 0; i < issues; ++i) {
        trial.key = "rwd_" + std::to_string(i);
        if (auto* reference = trial.request.as_object().if_contains("reference"))
          *reference = trial.key;
        play(*partner_.plug, context_of(partner_, trial), trial.request, live.world());
      }
    }
    std::vector<webhooks::Undecoded> all;
    for (const auto& [id, queued] : live.desk().waiting_webhooks()) {
      const auto body = parse_json(queued.body).value();
      webhooks::Undecoded webhook;
      webhook.sequence = static_cast<std::int64_t>(all.size()) + 1;
      webhook.partner = "acme";
      webhook.dedup = queued.id;
      webhook.type = body.at("type").as_string();
      webhook.body = queued.body;
      all.push_back(std::move(webhook));
    }
    return all;
  }
  /// The events of one webhook as text, each as the catalogue wants it.
  std::string told(const webhooks::Undecoded& webhook) {
    const auto events = webhooks::decode(*partner_.plug, webhook);
    EXPECT_TRUE(events) << events.error().message;
    std::string text;
    for (webhooks::PartnerEvent event : *events) {
      if (event.customer.empty()) event.customer = "ann";  // the hub knows whose reward it is
      const auto data = webhooks::event_data(event);
      EXPECT_TRUE(data) << data.error().message;
      text += event.type + " " + *data + "\n";
    }
    return text;
  }
  bool takes_webhooks() const { return partner_.plug->manifest().webhook.has_value(); }

  Partner partner_;
};
INSTANTIATE_TEST_SUITE_P(All, PlugWebhooks, ::testing::ValuesIn(subjects()),
                         [](const auto& each) { return each.param.name; });

TEST_P(PlugWebhooks, tell_the_same_in_any_order_and_however_often) {
  if (!takes_webhooks() || GetParam().sandbox.empty()) GTEST_SKIP() << "nobody sends it any";
  const auto all = webhooks_of_a_day();
  ASSERT_FALSE(all.empty());
  std::map<std::string, std::string> first;
  for (const auto& webhook : all) first[webhook.dedup] = told(webhook);
  for (auto webhook = all.rbegin(); webhook != all.rend(); ++webhook)
    for (int times = 0; times < 2; ++times) {
      EXPECT_EQ(told(*webhook), first[webhook->dedup]);
      EXPECT_FALSE(first[webhook->dedup].empty()) << webhook->type << " tells nothing";
    }
}

TEST_P(PlugWebhooks, nonsense_becomes_an_error_or_nothing) {
  if (!takes_webhooks()) GTEST_SKIP() << "it takes none";
  std::vector<std::string> types{"", "no.such.type"};
  for (const auto& [theirs, ours] : partner_.plug->manifest().webhook->events)
    types.push_back(theirs);
  if (!GetParam().sandbox.empty())
    for (const auto& webhook : webhooks_of_a_day()) types.push_back(webhook.type);
  for (const auto& type : types)
    for (const std::string& body :
         {std::string(), std::string("{}"), std::string("null"), std::string("[]"),
          std::string("<html>"), std::string("{\"data\": null}"), std::string("{\"data\": {}}"),
          std::string("\0\xff", 2), std::string(100'000, '['), std::string(1'000'000, 'x')}) {
      webhooks::Undecoded webhook;
      webhook.partner = "acme";
      webhook.type = type;
      webhook.body = body;
      const auto events = webhooks::decode(*partner_.plug, webhook);
      if (!events) {
        EXPECT_FALSE(events.error().message.empty());
        continue;
      }
      for (webhooks::PartnerEvent event : *events) {
        event.customer = "ann";
        EXPECT_FALSE(webhooks::event_data(event))
            << type << " out of " << body.substr(0, 40) << " became " << event.type;
      }
    }
}

}  // namespace
}  // namespace patchbay::adapters::conformance
