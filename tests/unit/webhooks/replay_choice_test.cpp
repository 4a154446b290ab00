#include "webhooks/replay_choice.h"

#include <gtest/gtest.h>

namespace patchbay::webhooks {
namespace {

Candidate candidate(const std::string& state, const std::string& type = "tier.updated") {
  return {7, type, "42", Timestamp{100}, true, state};
}

bool chosen(const Candidate& one, Replayed what, const std::string& partner = "",
            const Audience& audience = {}) {
  Replay replay;
  replay.what = what;
  Subscription to;
  to.partner = partner;
  return is_chosen(one, replay, to, audience);
}

TEST(ReplayChoice, each_kind_sends_its_own) {
  const auto row = [](const std::string& state) {
    return std::vector<bool>{chosen(candidate(state), Replayed::failed),
                             chosen(candidate(state), Replayed::held),
                             chosen(candidate(state), Replayed::missed)};
  };
  EXPECT_EQ(row("dead"), (std::vector<bool>{true, false, true}));
  EXPECT_EQ(row("held"), (std::vector<bool>{false, true, true}));
  EXPECT_EQ(row(""), (std::vector<bool>{false, false, true}));
  EXPECT_EQ(row("delivered"), (std::vector<bool>{false, false, false}));
  EXPECT_EQ(row("pending"), (std::vector<bool>{false, false, false}));
}

TEST(ReplayChoice, the_time_is_half_open) {
  Replay replay;
  replay.since = Timestamp{100};
  replay.until = Timestamp{101};
  EXPECT_TRUE(is_chosen(candidate("dead"), replay, {}, {}));
  replay.since = Timestamp{101};
  EXPECT_FALSE(is_chosen(candidate("dead"), replay, {}, {}));
  replay.since = Timestamp{0};
  replay.until = Timestamp{100};
  EXPECT_FALSE(is_chosen(candidate("dead"), replay, {}, {}));
}

TEST(ReplayChoice, a_test_that_was_never_sent_is_not_missed) {
  EXPECT_FALSE(chosen(candidate("", "webhook.test"), Replayed::missed));
  EXPECT_TRUE(chosen(candidate("dead", "webhook.test"), Replayed::missed));
}

TEST(ReplayChoice, a_partner_gets_what_it_may_know_of) {
  EXPECT_FALSE(chosen(candidate("dead"), Replayed::failed, "agl"));
  EXPECT_TRUE(chosen(candidate("dead"), Replayed::failed, "agl", {{"42"}, {}}));
  auto about = candidate("dead", "endpoint.failing");
  about.subject = "wep_1";
  EXPECT_FALSE(chosen(about, Replayed::failed, "agl", {{"wep_1"}, {}}));
  EXPECT_TRUE(chosen(about, Replayed::failed, "agl", {{}, {"wep_1"}}));
}

}  // namespace
}  // namespace patchbay::webhooks
