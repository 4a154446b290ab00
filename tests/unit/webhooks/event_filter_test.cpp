#include "webhooks/event_filter.h"

#include <gtest/gtest.h>

#include "hub/events/catalogue.h"

namespace patchbay::webhooks {
namespace {

TEST(EventFilter, matches_names_prefixes_and_everything) {
  struct Case {
    const char* patterns;
    const char* type;
    bool wanted;
  };
  for (const auto& [patterns, type, wanted] :
       {Case{"", "tier.updated", true}, Case{" ", "tier.updated", true},
        Case{"*", "reward.issued", true}, Case{"reward.*", "reward.issued", true},
        Case{"reward.*", "rewards.issued", false}, Case{"reward.*", "reward.", false},
        Case{"reward.*", "tier.updated", false},
        Case{"partner.*", "partner.settlement.processed", true},
        Case{"partner.settlement.*", "partner.partnership.created", false},
        Case{"tier.updated", "tier.updated", true}, Case{"tier.updated", "tier.updated2", false},
        Case{"tier.updated , reward.issued", "reward.issued", true}}) {
    const auto filter = EventFilter::parse(patterns);
    ASSERT_TRUE(filter) << patterns;
    EXPECT_EQ(filter->wants(type), wanted) << patterns << " " << type;
  }
}

TEST(EventFilter, what_is_on_request_is_wanted_by_name_or_prefix_only) {
  for (const auto& type : events::catalogue())
    for (const char* all : {"", "*", "*,reward.*"}) {
      const bool is_named = type.name.starts_with("reward.");
      EXPECT_EQ(EventFilter::parse(all)->wants(type.name), is_named || !type.on_request)
          << all << " " << type.name;
    }
  for (const char* patterns : {"webhook.received", "webhook.*", "*, webhook.received"})
    EXPECT_TRUE(EventFilter::parse(patterns)->wants("webhook.received")) << patterns;
  EXPECT_TRUE(EventFilter::parse("points.*")->wants("points.earned"));
  EXPECT_FALSE(EventFilter::parse("points.*")->wants("webhook.received"));
}

TEST(EventFilter, takes_the_seeds_names_for_the_canonical_ones) {
  const auto filter = EventFilter::parse("tierUpdated, pointsEarned,reward.*").value();
  EXPECT_EQ(filter.text(), "tier.updated,points.earned,reward.*");
  EXPECT_TRUE(filter.wants("tier.updated"));
  EXPECT_TRUE(filter.wants("points.earned"));
  EXPECT_FALSE(filter.wants("pointsEarned"));
}

TEST(EventFilter, refuses_what_can_never_match) {
  for (const char* patterns :
       {"tier.updatd", "rewardz.*", "reward.*x", "tier.updated,", "re*", "."})
    EXPECT_FALSE(EventFilter::parse(patterns)) << patterns;
  EXPECT_NE(EventFilter::parse("tier.updatd").error().message.find("\"tier.updated\""),
            std::string::npos);
  EXPECT_FALSE(EventFilter::parse(std::string(5000, 'x')));
}

}  // namespace
}  // namespace patchbay::webhooks
