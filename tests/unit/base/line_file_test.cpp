#include "hub/base/line_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <vector>

#include "tests/support/stores.h"

namespace patchbay {
namespace {

class LineFileTest : public testing::Test {
 protected:
  Result<std::unique_ptr<LineFile>> open() {
    lines_.clear();
    return LineFile::open(file_, "the test's file", [this](std::string_view line) -> Result<void> {
      if (line == "bad") return invalid("is bad");
      lines_.emplace_back(line);
      return {};
    });
  }
  void write(const std::string& bytes) { std::ofstream(file_, std::ios::app) << bytes; }
  std::uintmax_t size() const { return std::filesystem::file_size(file_); }

  TemporaryFolder folder_;
  std::string file_ = folder_.path() / "lines";
  std::vector<std::string> lines_;
};

TEST_F(LineFileTest, gives_back_what_was_appended) {
  auto file = open().value();
  ASSERT_TRUE(file->append("one"));
  ASSERT_TRUE(file->append(""));
  EXPECT_TRUE(lines_.empty());
  ASSERT_TRUE(open());
  EXPECT_EQ(lines_, (std::vector<std::string>{"one", ""}));
  EXPECT_EQ(std::filesystem::status(file_).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(LineFileTest, cuts_off_a_torn_line) {
  write("one\ntwo\nthr");
  auto file = open().value();
  EXPECT_EQ(size(), 8U);
  ASSERT_TRUE(file->append("three"));
  ASSERT_TRUE(open());
  EXPECT_EQ(lines_, (std::vector<std::string>{"one", "two", "three"}));
}

TEST_F(LineFileTest, names_file_and_line_of_what_does_not_belong_there_and_leaves_it) {
  write("one\nbad\nto");
  const auto file = open();
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::corrupt);
  EXPECT_EQ(file.error().message, file_ + ":2: is bad");
  EXPECT_EQ(size(), 10U);
}

TEST_F(LineFileTest, a_full_disk_leaves_no_part_of_a_line) {
  auto file = open().value();
  ASSERT_TRUE(file->append("one"));
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  const rlimit small{6, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = file->append("two two");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, before);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::unavailable);
  EXPECT_NE(written.error().message.find(file_), std::string::npos);
  EXPECT_EQ(size(), 4U);
  ASSERT_TRUE(file->append("two"));
}

TEST_F(LineFileTest, names_a_file_that_cannot_be_opened) {
  file_ = folder_.path() / "missing" / "lines";
  const auto file = open();
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::unavailable);
  EXPECT_NE(file.error().message.find("missing/lines"), std::string::npos);
}

}  // namespace
}  // namespace patchbay
