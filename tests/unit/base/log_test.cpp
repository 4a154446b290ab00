#include "hub/base/log.h"

#include <gtest/gtest.h>

#include "hub/base/secret.h"

namespace patchbay {
namespace {

/// Collects lines as long as it lives.
class Lines {
 public:
  Lines() {
    set_log_sink([this](LogLevel, std::string_view line) { last_ = line; });
  }
  ~Lines() { set_log_sink(nullptr); }
  const std::string& last() const { return last_; }

 private:
  std::string last_;
};

TEST(LogLine, WritesNameAndFacts) {
  Lines lines;
  log_line(LogLevel::info, "reward.issued", {{"reward", "rwd_1"}, {"attempt", 2}, {"empty", ""}});
  EXPECT_EQ(lines.last(), "reward.issued reward=rwd_1 attempt=2 empty=\"\"");
}

TEST(LogLine, CannotBeForgedByOutsideText) {
  Lines lines;
  log_line(LogLevel::info, "e", {{"a", "x\nerror forged=1"}});
  EXPECT_EQ(lines.last(), "e a=\"x error forged=1\"");
  log_line(LogLevel::info, "e", {{"a", "say \"hi\" \\ b=1"}});
  EXPECT_EQ(lines.last(), "e a=\"say \\\"hi\\\" \\\\ b=1\"");
}

TEST(LogLine, HidesEveryControlCharacter) {
  Lines lines;
  for (int c = 0; c < 128; ++c) {
    if (c >= 0x20 && c != 0x7f) continue;
    log_line(LogLevel::info, "e", {{"a", std::string("x") + static_cast<char>(c) + "y"}});
    EXPECT_EQ(lines.last(), "e a=\"x y\"") << c;
  }
}

TEST(LogLine, IsDroppedWithoutASink) {
  set_log_sink(nullptr);
  log_line(LogLevel::error, "nobody.listens");
}

TEST(Secret, DoesNotConvertToAFactOrText) {
  static_assert(!std::is_constructible_v<LogFact, std::string_view, Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string>);
  static_assert(!std::is_convertible_v<Secret, std::string_view>);
}

TEST(Secret, IsEmptyAfterAMove) {
  Secret from(std::string("short"));
  const Secret to(std::move(from));
  EXPECT_EQ(to.reveal(), "short");
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
  Secret other(std::string("before"));
  other = to;
  EXPECT_EQ(other.reveal(), "short");
  EXPECT_EQ(to.reveal(), "short");
}

}  // namespace
}  // namespace patchbay
