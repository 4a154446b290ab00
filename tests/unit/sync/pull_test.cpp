#include "hub/sync/pull.h"

#include "tests/unit/sync/support.h"

namespace patchbay::sync {
namespace {

using namespace test;

class PullTest : public testing::Test {
 protected:
  Pulled pull_from(std::deque<adapters::Outcome> outcomes) {
    FakeCaller caller([&](const adapters::Call& call) {
      attempts_.push_back(call.attempt);
      auto next = std::move(outcomes.front());
      outcomes.pop_front();
      return next;
    });
    adapters::Call call;
    call.partner = adapters::PartnerPtr(adapters::PartnerPtr(), &shop_);
    call.capability = "pull_orders";
    return run_on(loops_->at(0), pull({caller, clock_, random_, at_once}, std::move(call)));
  }

  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  adapters::Partner shop_ = partner("shop", "pos", {"pull_orders"});
  ManualClock clock_{start};
  SeededRandom random_{1};
  std::vector<int> attempts_;
};

TEST_F(PullTest, gives_the_result) {
  const auto pulled = pull_from({adapters::succeeded("fine")});
  EXPECT_FALSE(pulled.error);
  EXPECT_EQ(pulled.result, "fine");
}

TEST_F(PullTest, repeats_retryable_and_unknown_outcomes_and_counts_attempts) {
  const auto pulled = pull_from(
      {adapters::retryable("busy"), adapters::unknown("cut"), adapters::succeeded("fine")});
  EXPECT_FALSE(pulled.error);
  EXPECT_EQ(attempts_, (std::vector{1, 2, 3}));
}

TEST_F(PullTest, gives_up_when_the_policy_is_used_up) {
  const auto pulled = pull_from({adapters::retryable("busy"), adapters::retryable("busy"),
                                 adapters::retryable("still busy")});
  ASSERT_TRUE(pulled.error);
  EXPECT_EQ(pulled.error->kind, ErrorKind::unavailable);
  EXPECT_NE(pulled.error->message.find("still busy"), std::string::npos);
  EXPECT_NE(pulled.error->message.find("\"shop\", pull_orders"), std::string::npos);
}

TEST_F(PullTest, a_rejection_ends_at_once) {
  const auto pulled = pull_from({adapters::rejected("no_file", "orders.csv is missing")});
  ASSERT_TRUE(pulled.error);
  EXPECT_EQ(pulled.error->kind, ErrorKind::refused);
  EXPECT_NE(pulled.error->message.find("no_file: orders.csv is missing"), std::string::npos);
}

TEST_F(PullTest, readers_must_exist_and_be_able) {
  adapters::Registry registry;
  registry.add(partner("shop", "pos", {"pull_orders"})).value();
  EXPECT_TRUE(find_reader(registry, "shop", "pull_orders"));
  EXPECT_EQ(find_reader(registry, "shp", "pull_orders").error().kind, ErrorKind::not_found);
  EXPECT_EQ(find_reader(registry, "shop", "pull_report").error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace patchbay::sync
