#include "hub/access/replay_window.h"

#include <gtest/gtest.h>

namespace patchbay::access {
namespace {

using std::chrono::seconds;

constexpr Timestamp now{1'700'000'000'000'000};

crypto::Digest256 signature(int i) { return crypto::sha256(std::to_string(i)); }

TEST(ReplayWindow, takes_a_signature_once) {
  ReplayWindow window;
  EXPECT_TRUE(window.use(signature(1), now, now));
  EXPECT_FALSE(window.use(signature(1), now, now));
  EXPECT_TRUE(window.use(signature(2), now, now));
}

TEST(ReplayWindow, remembers_as_long_as_the_timestamp_is_good) {
  for (const int offset : {-300, -60, 0, 60, 300}) {
    ReplayWindow window;
    const Timestamp at = now + seconds(offset);
    EXPECT_TRUE(window.use(signature(1), at, now));
    const Timestamp last = at + signature_window;
    for (int i = 0; i < 100; ++i) window.use(signature(i + 2), last, last);
    EXPECT_FALSE(window.use(signature(1), at, last)) << offset;
  }
}

TEST(ReplayWindow, forgets_the_oldest_when_there_are_too_many) {
  ReplayWindow window(1600);
  for (int i = 0; i < 1000; ++i) window.use(signature(i), now - seconds(120), now);
  for (int i = 1000; i < 5000; ++i) window.use(signature(i), now, now);
  int known = 0;
  for (int i = 0; i < 1000; ++i) known += window.use(signature(i), now - seconds(120), now) ? 0 : 1;
  EXPECT_LT(known, 1000);
}

}  // namespace
}  // namespace patchbay::access
