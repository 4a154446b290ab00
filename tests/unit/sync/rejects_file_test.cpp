#include "hub/sync/rejects_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/stores.h"

namespace patchbay::sync {
namespace {

class RejectsFile : public testing::Test {
 protected:
  std::int64_t append(std::int64_t length, std::vector<Reject> rejects) {
    return append_rejects(file_, length, rejects).value();
  }
  std::string text() const {
    std::ostringstream out;
    out << std::ifstream(file_).rdbuf();
    return out.str();
  }

  TemporaryFolder folder_;
  std::string file_ = folder_.path() / "rejects.csv";
};

TEST_F(RejectsFile, has_a_header_and_quotes_every_text) {
  const auto length = append(0, {{7, "bad \"date\"", "1,\"x\",2"}});
  EXPECT_EQ(text(), "line,reason,row\n7,\"bad \"\"date\"\"\",\"1,\"\"x\"\",2\"\n");
  EXPECT_EQ(length, static_cast<std::int64_t>(text().size()));
}

TEST_F(RejectsFile, without_rejects_no_file_comes_to_be) {
  EXPECT_EQ(append(0, {}), 0);
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(RejectsFile, goes_on_behind_the_length) {
  const auto first = append(0, {{1, "a", "x"}});
  append(first, {{2, "b", "y"}});
  EXPECT_EQ(text(), "line,reason,row\n1,\"a\",\"x\"\n2,\"b\",\"y\"\n");
}

TEST_F(RejectsFile, cuts_off_what_never_committed) {
  const auto first = append(0, {{1, "a", "x"}});
  append(first, {{2, "lost", "y"}});
  append(first, {{2, "b", "y"}});
  EXPECT_EQ(text(), "line,reason,row\n1,\"a\",\"x\"\n2,\"b\",\"y\"\n");
  append(first, {});
  EXPECT_EQ(text(), "line,reason,row\n1,\"a\",\"x\"\n");
}

TEST_F(RejectsFile, a_file_from_elsewhere_is_not_trusted_at_the_start) {
  std::ofstream(file_) << "something else\n";
  append(0, {{1, "a", "x"}});
  EXPECT_EQ(text(), "line,reason,row\n1,\"a\",\"x\"\n");
}

TEST_F(RejectsFile, a_file_that_was_tidied_away_begins_anew) {
  const auto first = append(0, {{1, "a", "x"}});
  std::filesystem::remove(file_);
  const auto second = append(first, {{2, "b", "y"}});
  EXPECT_EQ(text(), "line,reason,row\n2,\"b\",\"y\"\n");
  EXPECT_EQ(second, static_cast<std::int64_t>(text().size()));
}

TEST_F(RejectsFile, lines_without_a_number_stay_empty) {
  append(0, {{0, "currency differs", "o1"}});
  EXPECT_EQ(text(), "line,reason,row\n,\"currency differs\",\"o1\"\n");
}

TEST_F(RejectsFile, names_the_file_that_cannot_be_written) {
  const std::vector<Reject> one{{1, "a", "x"}};
  const auto failed = append_rejects(folder_.path() / "missing" / "r.csv", 0, one);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
  EXPECT_NE(failed.error().message.find("missing/r.csv"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::sync
