#include "hub/app/key_watch.h"

#include <condition_variable>
#include <mutex>

#include "hub/access/vault.h"
#include "hub/base/log.h"
#include "tests/support/stores.h"

namespace patchbay::app {
namespace {

/// Waits for lines of the log.
class LogWaiter {
 public:
  LogWaiter() {
    set_log_sink([this](LogLevel, std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_ += std::string(line) + "\n";
      changed_.notify_all();
    });
  }
  ~LogWaiter() { set_log_sink({}); }
  bool wait_for(const std::string& text) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30),
                             [&] { return lines_.find(text) != std::string::npos; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string lines_;
};

class KeyWatchTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    source_.kind = KeySource::Kind::file;
    source_.file = (folder_.path() / "keys").string();
    ASSERT_TRUE(write_ring(source_.file, ring_));
  }
  std::vector<std::string> needed() { return read(access::needed_keys); }

  TemporaryFolder folder_;
  KeySource source_;
  crypto::KeyRing ring_ = crypto::KeyRing::generate("k1");
};
PATCHBAY_ON_BOTH_STORES(KeyWatchTest);

TEST_P(KeyWatchTest, a_ring_that_changed_is_taken_after_the_store_knows_its_keys) {
  LogWaiter log;
  const crypto::KeyRing held = ring_;  // as a part of the hub holds it
  const auto watch = start_key_watch(store(), ring_, source_, "hub_a").value();
  EXPECT_EQ(needed(), std::vector<std::string>{"k1"});
  ASSERT_TRUE(write_ring(source_.file, ring_.with(crypto::KeyRing::generate("k2"))));
  watch->look();
  ASSERT_TRUE(log.wait_for("keys.changed"));
  EXPECT_EQ(held.active(), "k2");
  EXPECT_EQ(needed(), (std::vector<std::string>{"k1", "k2"}));
}

TEST_P(KeyWatchTest, a_ring_that_lacks_a_key_of_the_store_is_not_taken) {
  LogWaiter log;
  const auto watch = start_key_watch(store(), ring_, source_, "hub_a").value();
  ASSERT_TRUE(write_ring(source_.file, crypto::KeyRing::generate("k9")));
  watch->look();
  ASSERT_TRUE(log.wait_for("keys.not_taken"));
  EXPECT_EQ(ring_.active(), "k1");
  EXPECT_EQ(needed(), std::vector<std::string>{"k1"});
}

TEST_P(KeyWatchTest, a_wrong_ring_does_not_start) {
  ASSERT_TRUE(start_key_watch(store(), ring_, source_, "hub_a"));
  const auto wrong =
      start_key_watch(store(), crypto::KeyRing::generate("k1"), KeySource(), "hub_b");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::refused);
  EXPECT_NE(wrong.error().message.find("key \"k1\" with other bytes"), std::string::npos);
}

TEST_P(KeyWatchTest, a_value_under_a_key_that_the_file_has_opens_at_once) {
  const auto watch = start_key_watch(store(), ring_, source_, "hub_a").value();
  const auto newer = ring_.with(crypto::KeyRing::generate("k2"));
  ASSERT_TRUE(write_ring(source_.file, newer));
  EXPECT_EQ(ring_.open(newer.seal("x", "c"), "c").value().reveal(), "x");
}

}  // namespace
}  // namespace patchbay::app
