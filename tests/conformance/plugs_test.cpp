// Every plug, stepped with no caller around it: what it promises whatever its partner answers.

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/conformance/live_partner.h"
#include "webhooks/scheme.h"

namespace patchbay::adapters::conformance {
namespace {

class Plugs : public ::testing::TestWithParam<Subject> {
 protected:
  Plugs() : partner_(make_partner(GetParam())), plug_(*partner_.plug) {}

  Played play_live(const Trial& trial) {
    LivePartner live(GetParam());
    return play(plug_, context_of(partner_, trial), trial.request, live.world());
  }
  std::vector<Trial> all() const { return trials(GetParam(), plug_); }

  Partner partner_;
  Plug& plug_;
};
INSTANTIATE_TEST_SUITE_P(All, Plugs, ::testing::ValuesIn(subjects()),
                         [](const auto& each) { return each.param.name; });

TEST(PlugsOfTheSuite, are_those_of_every_folder_and_one_of_each_host) {
  std::size_t lua = 0, native = 0;
  for (const auto& subject : subjects()) (subject.plug.ends_with(".so") ? native : lua) += 1;
  EXPECT_GE(lua, 2U);
  EXPECT_GE(native, 2U);
}

TEST_P(Plugs, has_a_sound_manifest) {
  const Manifest& manifest = plug_.manifest();
  EXPECT_FALSE(plug_.origin().empty());
  bool moves_value = false;
  for (const auto& name : manifest.capabilities)
    moves_value = moves_value || capability_of(plug_, name).moves_value;
  EXPECT_EQ(moves_value, !manifest.settle.empty())
      << "whoever moves value says how an unknown outcome is settled, and nobody else";
  for (const auto& field : manifest.settings)
    EXPECT_FALSE(field.help.empty()) << field.name << " has no help";
  if (!manifest.webhook) return;
  const auto scheme = webhooks::parse_scheme(manifest.webhook->scheme);
  EXPECT_TRUE(scheme) << scheme.error().message;
}

TEST_P(Plugs, does_with_its_partner_what_its_capabilities_say) {
  for (const auto& trial : all()) {
    SCOPED_TRACE(trial.capability);
    const auto played = play_live(trial);
    ASSERT_TRUE(played.outcome) << "it did not end";
    const Capability& capability = capability_of(plug_, trial.capability);
    if (played.outcome->kind == OutcomeKind::succeeded) {
      const auto fits = check_result(capability, played.outcome->result);
      EXPECT_TRUE(fits) << fits.error().message;
    }
    if (GetParam().sandbox.empty() || capability.reverses || !capability.moves_value) continue;
    EXPECT_EQ(played.outcome->kind, OutcomeKind::succeeded) << played.outcome->message;
    EXPECT_EQ(std::count(played.moves_value.begin(), played.moves_value.end(), true), 1)
        << "exactly one step moves value";
  }
}

TEST_P(Plugs, says_the_same_when_it_hears_the_same) {
  for (const auto& trial : all()) {
    SCOPED_TRACE(trial.capability);
    const auto first = play_live(trial);
    const auto context = context_of(partner_, trial);
    EXPECT_EQ(play(plug_, context, trial.request, repeat(first.replies)).steps, first.steps);
  }
}

TEST_P(Plugs, sends_the_same_bytes_for_the_same_key_whenever_it_is_asked) {
  for (const auto& trial : all()) {
    if (trial.key.empty()) continue;
    SCOPED_TRACE(trial.capability);
    const auto first = play_live(trial);
    auto later = context_of(partner_, trial);
    later.now = later.now + std::chrono::hours(30);
    const auto again = play(plug_, later, trial.request, repeat(first.replies));
    for (std::size_t i = 0; i < first.moves_value.size(); ++i)
      if (first.moves_value[i]) {
        ASSERT_LT(i, again.steps.size());
        EXPECT_EQ(again.steps[i], first.steps[i]);
      }
  }
}

TEST_P(Plugs, can_be_left_at_every_step) {
  for (const auto& trial : all()) {
    SCOPED_TRACE(trial.capability);
    const auto whole = play_live(trial);
    const auto context = context_of(partner_, trial);
    for (std::size_t turns = 0; turns < whole.steps.size(); ++turns) {
      const auto part = play(plug_, context, trial.request, repeat(whole.replies), turns);
      EXPECT_FALSE(part.outcome);
    }
    EXPECT_EQ(play(plug_, context, trial.request, repeat(whole.replies)).steps, whole.steps)
        << "the next call is as the first";
  }
}

/// One call that is taken a step at a time.
class Walk {
 public:
  Walk(std::unique_ptr<Conversation> conversation, const std::vector<Reply>& replies)
      : conversation_(std::move(conversation)), world_(repeat(replies)) {}
  /// False once it ended.
  bool step() {
    if (outcome) return false;
    const Step step = conversation_->resume(std::exchange(reply_, Begin{}));
    if (const auto* end = std::get_if<Outcome>(&step))
      outcome = *end;
    else
      reply_ = world_(step);
    return true;
  }
  std::optional<Outcome> outcome;

 private:
  std::unique_ptr<Conversation> conversation_;
  World world_;
  Reply reply_ = Begin{};
};

TEST_P(Plugs, keeps_conversations_apart) {
  for (const auto& trial : all()) {
    SCOPED_TRACE(trial.capability);
    Trial other = trial;
    if (!other.key.empty()) other.key = "rwd_other";
    for (const char* name : {"reference", "account", "code", "member"})
      if (auto* member = other.request.as_object().if_contains(name)) *member = "other-1";
    const auto alone = play_live(trial), other_alone = play_live(other);
    Walk one(plug_.begin(context_of(partner_, trial), trial.request), alone.replies);
    Walk two(plug_.begin(context_of(partner_, other), other.request), other_alone.replies);
    for (bool goes_on = true; goes_on;) {
      const bool one_went = one.step();
      const bool two_went = two.step();
      goes_on = one_went || two_went;
    }
    ASSERT_TRUE(alone.outcome && other_alone.outcome);
    EXPECT_EQ(one.outcome->result, alone.outcome->result);
    EXPECT_EQ(two.outcome->result, other_alone.outcome->result);
    EXPECT_EQ(one.outcome->message, alone.outcome->message);
    EXPECT_EQ(two.outcome->message, other_alone.outcome->message);
  }
}

/// Pages from an empty cursor on; the concatenation of what they list.
std::vector<std::string> all_pages(const Subject& subject, const Partner& partner, Trial trial,
                                   std::int64_t limit) {
  LivePartner live(subject);
  std::vector<std::string> items;
  auto& request = trial.request.as_object();
  request["cursor"] = "";
  request["limit"] = limit;
  for (int pages = 0; pages < 1'000; ++pages) {
    const auto played =
        play(*partner.plug, context_of(partner, trial), trial.request, live.world());
    if (!played.outcome || played.outcome->kind != OutcomeKind::succeeded) return {"failed"};
    const auto& page = played.outcome->result.as_object();
    for (const auto& [name, list] : page)
      if (list.is_array())
        for (const auto& item : list.get_array())
          items.push_back(std::string(name) + " " + boost::json::serialize(item));
    if (page.at("done").as_bool()) {
      std::sort(items.begin(), items.end());
      return items;
    }
    EXPECT_NE(page.at("cursor"), request["cursor"]) << "it would turn the same page for ever";
    request["cursor"] = page.at("cursor");
  }
  ADD_FAILURE() << "a thousand pages and no end";
  return items;
}

TEST_P(Plugs, lists_the_same_whatever_the_size_of_a_page_and_comes_to_an_end) {
  for (const auto& trial : all()) {
    if (!trial.request.as_object().contains("cursor")) continue;
    SCOPED_TRACE(trial.capability);
    const bool is_real = !GetParam().sandbox.empty() || !GetParam().file.empty();
    const auto whole = all_pages(GetParam(), partner_, trial, 100);
    if (is_real) {
      EXPECT_GT(whole.size(), 1U);
    }
    for (const std::int64_t limit : {1, 2, 3})
      EXPECT_EQ(all_pages(GetParam(), partner_, trial, limit), whole) << limit;
  }
}

}  // namespace
}  // namespace patchbay::adapters::conformance
