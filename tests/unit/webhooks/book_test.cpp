#include "webhooks/book.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/stores.h"

namespace patchbay::webhooks {
namespace {

constexpr Timestamp at{1'000'000};

class BookTest : public testing::Test {
 protected:
  std::unique_ptr<Book> open() { return Book::open(file_).value(); }
  std::string text() const {
    std::ostringstream out;
    out << std::ifstream(file_).rdbuf();
    return out.str();
  }
  void append(const std::string& bytes) { std::ofstream(file_, std::ios::app) << bytes; }

  TemporaryFolder folder_;
  std::string file_ = folder_.path() / "book.jsonl";
};

TEST_F(BookTest, counts_distinct_ids_and_repeats) {
  auto book = open();
  for (const char* id : {"evt_1", "evt_2", "evt_1"}) ASSERT_TRUE(book->add(id, "tier.updated", at));
  EXPECT_EQ(book->distinct(), 2);
  EXPECT_EQ(book->repeats(), 1);
  EXPECT_TRUE(text().starts_with(
      R"({"id":"evt_1","type":"tier.updated","received_at":"1970-01-01T00:00:01.000000Z"})"
      "\n"));
}

TEST_F(BookTest, remembers_after_a_restart) {
  ASSERT_TRUE(open()->add("evt_1", "t", at));
  auto book = open();
  EXPECT_EQ(book->distinct(), 1);
  ASSERT_TRUE(book->add("evt_1", "t", at));
  EXPECT_EQ(book->distinct(), 1);
  EXPECT_EQ(open()->repeats(), 1);
}

TEST_F(BookTest, cuts_off_a_torn_last_line) {
  ASSERT_TRUE(open()->add("evt_1", "t", at));
  const std::string whole = text();
  append(R"({"id":"evt_2","ty)");
  auto book = open();
  EXPECT_EQ(book->distinct(), 1);
  EXPECT_EQ(text(), whole);
  ASSERT_TRUE(book->add("evt_3", "t", at));
  EXPECT_EQ(open()->distinct(), 2);
}

TEST_F(BookTest, a_torn_line_that_looks_whole_was_never_answered_either) {
  append(R"({"id":"evt_1","type":"t"})");
  EXPECT_EQ(open()->distinct(), 0);
  EXPECT_EQ(text(), "");
}

TEST_F(BookTest, refuses_a_file_that_is_no_book) {
  append("reference,amount\n");
  const auto book = Book::open(file_);
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().kind, ErrorKind::corrupt);
  EXPECT_NE(book.error().message.find("book.jsonl:1: "), std::string::npos);
  EXPECT_EQ(text(), "reference,amount\n");
}

TEST_F(BookTest, names_a_file_that_cannot_be_opened) {
  const auto book = Book::open(folder_.path() / "missing" / "book");
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().kind, ErrorKind::unavailable);
  EXPECT_NE(book.error().message.find("missing/book"), std::string::npos);
}

TEST_F(BookTest, any_id_gives_one_line) {
  auto book = open();
  ASSERT_TRUE(book->add("a\"b\n\x01", "t\n", at));
  ASSERT_TRUE(book->add("c", "t", at));
  EXPECT_EQ(open()->distinct(), 2);
}

}  // namespace
}  // namespace patchbay::webhooks
