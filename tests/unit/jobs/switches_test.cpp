#include "hub/jobs/switches.h"

#include <gtest/gtest.h>

#include <condition_variable>

#include "hub/jobs/queue.h"
#include "tests/support/stores.h"

namespace patchbay::jobs {
namespace {

using std::chrono::seconds;

Switch of(SwitchKind kind, const std::string& name, const OrganisationId& organisation = "") {
  return {kind, organisation, name, "they asked us to", "cli:anna", {7}};
}

/// Waits for a board to say something, without sleeping.
class Changes {
 public:
  explicit Changes(SwitchBoard& board) {
    ending_ = board.on_change([this] {
      const std::lock_guard lock(mutex_);
      changed_.notify_all();
    });
  }
  bool wait_until(const std::function<bool()>& holds) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, seconds(20), holds);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  SwitchBoard::Subscription ending_;
};

class SwitchesTest : public StoreTest {
 protected:
  void put(const Switch& thrown) {
    write([&](store::Session& s) { throw_switch(s, thrown); });
  }
  bool reset(SwitchKind kind, const std::string& name, const OrganisationId& organisation = "") {
    return write([&](store::Session& s) { return reset_switch(s, kind, organisation, name); });
  }
  std::vector<Switch> list() { return read(list_switches); }
  void TearDown() override {
    loops_->stop();
    StoreTest::TearDown();
  }

  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
};
PATCHBAY_ON_BOTH_STORES(SwitchesTest);

TEST_P(SwitchesTest, are_thrown_listed_and_reset) {
  put(of(SwitchKind::partner, "woolworths", "acme"));
  put(of(SwitchKind::queue, "reward.issue"));
  put(of(SwitchKind::read_only, ""));
  const auto all = list();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0], of(SwitchKind::partner, "woolworths", "acme"));
  EXPECT_FALSE(reset(SwitchKind::partner, "woolworths", "other"));
  EXPECT_TRUE(reset(SwitchKind::partner, "woolworths", "acme"));
  EXPECT_FALSE(reset(SwitchKind::partner, "woolworths", "acme"));
  EXPECT_EQ(list().size(), 2U);
}

TEST_P(SwitchesTest, read_only_mode_allows_no_change) {
  EXPECT_TRUE(read(check_changes_allowed));
  put(of(SwitchKind::queue, "reward.issue"));
  EXPECT_TRUE(read(check_changes_allowed)) << "another switch";
  put(of(SwitchKind::read_only, ""));
  const auto refused = read(check_changes_allowed);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_NE(refused.error().message.find("they asked us to"), std::string::npos);
}

TEST_P(SwitchesTest, thrown_again_has_the_new_reason) {
  put(of(SwitchKind::queue, "reward.issue"));
  auto again = of(SwitchKind::queue, "reward.issue");
  again.reason = "still";
  again.actor = "api:admin";
  put(again);
  EXPECT_EQ(list(), std::vector{again});
}

TEST_P(SwitchesTest, what_cannot_be_a_switch_is_refused) {
  const auto refused = [&](Switch thrown, const std::string& field) {
    const auto checked = check(thrown);
    ASSERT_FALSE(checked) << field;
    EXPECT_TRUE(checked.error().message.starts_with(field + ":")) << checked.error().message;
    EXPECT_THROW(put(thrown), ErrorException);
  };
  refused(of(SwitchKind::partner, "", "acme"), "name");
  refused(of(SwitchKind::read_only, "x"), "name");
  refused(of(SwitchKind::queue, std::string(201, 'x')), "name");
  refused(of(SwitchKind::queue, "a\nb"), "name");
  auto silent = of(SwitchKind::queue, "q");
  silent.reason = "";
  refused(silent, "reason");
  silent.reason = std::string(501, 'x');
  refused(silent, "reason");
  EXPECT_TRUE(list().empty());
}

TEST_P(SwitchesTest, a_disabled_partner_is_stopped_too) {
  put(of(SwitchKind::disabled, "woolworths", "acme"));
  const auto board = make_switch_board(store(), *loops_);
  EXPECT_TRUE(board->is_disabled("acme", "woolworths"));
  EXPECT_TRUE(board->stops_partner("acme", "woolworths"));
  EXPECT_FALSE(board->is_disabled("other", "woolworths"));
  EXPECT_FALSE(board->is_disabled("acme", "coles"));
  put(of(SwitchKind::partner, "coles", "acme"));
  EXPECT_FALSE(make_switch_board(store(), *loops_)->is_disabled("acme", "coles"));
}

TEST_P(SwitchesTest, what_is_held_is_counted) {
  write([](store::Session& s) {
    const std::vector<NewJob> jobs{{"acme", "k", "a", "{}", "p", {0}},
                                   {"acme", "k", "b", "{}", "q", {0}},
                                   {"other", "l", "c", "{}", "p", {0}}};
    enqueue(s, jobs, {0});
  });
  const auto held = [&](SwitchKind kind, const std::string& name) {
    return read([&](store::Session& s) { return count_held(s, kind, "acme", name); });
  };
  EXPECT_EQ(held(SwitchKind::queue, "k"), 2);
  EXPECT_EQ(held(SwitchKind::queue, "x"), 0);
  EXPECT_EQ(held(SwitchKind::partner, "p"), 1);
  EXPECT_EQ(held(SwitchKind::read_only, ""), 0);
}

TEST_P(SwitchesTest, a_board_starts_with_what_is_thrown) {
  put(of(SwitchKind::hub, "hub_1"));
  const auto board = make_switch_board(store(), *loops_);
  EXPECT_TRUE(board->drains("hub_1"));
  EXPECT_FALSE(board->drains("hub_2"));
  EXPECT_FALSE(board->is_read_only());
  EXPECT_EQ(board->thrown().size(), 1U);
}

TEST_P(SwitchesTest, a_board_follows_what_is_thrown_and_reset) {
  const auto board = make_switch_board(store(), *loops_);
  Changes changes(*board);
  put(of(SwitchKind::partner, "woolworths", "acme"));
  EXPECT_TRUE(changes.wait_until([&] { return board->stops_partner("acme", "woolworths"); }));
  EXPECT_FALSE(board->stops_partner("other", "woolworths"));
  EXPECT_FALSE(board->stops_queue("woolworths"));
  put(of(SwitchKind::queue, "reward.issue"));
  EXPECT_TRUE(changes.wait_until([&] { return board->stops_queue("reward.issue"); }));
  put(of(SwitchKind::read_only, ""));
  EXPECT_TRUE(changes.wait_until([&] { return board->is_read_only(); }));
  reset(SwitchKind::read_only, "");
  EXPECT_TRUE(changes.wait_until([&] { return !board->is_read_only(); }));
}

TEST_P(SwitchesTest, the_board_of_another_process_follows_too) {
  const auto other_process = store::open_store({.url = url()}).value();
  const auto other_loops = http::start_loops(1);
  {
    const auto board = make_switch_board(*other_process, *other_loops);
    Changes changes(*board);
    put(of(SwitchKind::read_only, ""));
    EXPECT_TRUE(changes.wait_until([&] { return board->is_read_only(); }));
  }
  other_loops->stop();
}

TEST_P(SwitchesTest, a_board_may_go_while_a_change_is_on_its_way) {
  for (int i = 0; i < 20; ++i) {
    auto board = make_switch_board(store(), *loops_);
    std::atomic<int> calls = 0;
    auto ending = board->on_change([&] { ++calls; });
    put(of(SwitchKind::queue, "q" + std::to_string(i)));
    if (i % 2 == 0) ending.reset();
    board.reset();
  }
}

TEST_P(SwitchesTest, nothing_is_ever_thrown_on_the_empty_board) {
  EXPECT_FALSE(no_switches().is_read_only());
  EXPECT_FALSE(no_switches().stops_queue("q"));
  EXPECT_FALSE(no_switches().stops_partner("acme", "p"));
  EXPECT_FALSE(no_switches().drains("hub_1"));
  EXPECT_TRUE(no_switches().thrown().empty());
}

TEST(SwitchKindTest, names_are_read_back) {
  for (const auto kind :
       {SwitchKind::partner, SwitchKind::queue, SwitchKind::hub, SwitchKind::read_only})
    EXPECT_EQ(parse_switch_kind(name_of(kind)), kind);
  EXPECT_FALSE(parse_switch_kind("readonly"));
}

}  // namespace
}  // namespace patchbay::jobs
