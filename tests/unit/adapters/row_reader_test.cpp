#include "plugins/csv/row_reader.h"

#include <gtest/gtest.h>

#include "plugins/csv/cursor.h"
#include "plugins/csv/fields.h"
#include "plugins/csv/utf8.h"

namespace patchbay::csv {
namespace {

struct Seen {
  std::string text;
  std::int64_t line;
  std::uint64_t offset;  // of the row's first byte
  std::string problem;
  bool operator==(const Seen&) const = default;
};

/// All rows of `text`, fed in pieces of `piece` bytes.
std::vector<Seen> rows_of(const std::string& text, std::size_t piece) {
  RowReader reader(0, 1);
  std::vector<Seen> seen;
  for (int i = 0; i < 1'000'000; ++i) {
    const auto from = reader.fed_until();
    reader.feed(text.substr(from, piece), from + piece >= text.size());
    for (;;) {
      const auto offset = reader.offset();
      const auto row = reader.next();
      if (!row) break;
      seen.push_back({std::string(row->text.substr(0, 40)), row->line, offset, row->problem});
    }
    if (reader.at_end()) break;
  }
  EXPECT_EQ(reader.offset(), text.size());
  return seen;
}

TEST(RowReader, FindsRowsInPiecesOfAnySize) {
  const std::string text = "a,b\r\n\"x\ny\",\"\"\"\"\n\nlast 5\" pipe";
  const std::vector<Seen> expected{{"a,b", 1, 0, ""},
                                   {"\"x\ny\",\"\"\"\"", 2, 5, ""},
                                   {"", 4, 16, ""},
                                   {"last 5\" pipe", 5, 17, ""}};
  for (const std::size_t piece : {1u, 2u, 3u, 5u, 7u, 1000u})
    EXPECT_EQ(rows_of(text, piece), expected) << piece;
}

TEST(RowReader, ALostQuoteSpoilsOneLine) {
  const auto rows = rows_of("a\n\"open,1\nb\nc\n", 4);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[1], (Seen{"\"open,1", 2, 2, "a quote is never closed"}));
  EXPECT_EQ(rows[2], (Seen{"b", 3, 10, ""}));
  EXPECT_EQ(rows_of("\"open", 2), (std::vector<Seen>{{"\"open", 1, 0, "a quote is never closed"}}));
}

TEST(RowReader, ALongRowIsLetGo) {
  const std::string good = "first\n";
  const std::string text = good + std::string(300'000, 'x') + "\nlast\n";
  for (const std::size_t piece : {1'000u, 65'536u, 262'144u, 1'000'000u}) {
    const auto rows = rows_of(text, piece);
    ASSERT_EQ(rows.size(), 3u) << piece;
    EXPECT_EQ(rows[1], (Seen{std::string(40, 'x'), 2, 6, "the row is longer than 64 KiB"}))
        << piece;
    EXPECT_EQ(rows[2], (Seen{"last", 3, 300'007, ""}));
  }
  EXPECT_EQ(rows_of("\"" + std::string(200'000, 'x'), 10'000).size(), 1u);
}

TEST(FieldSplitter, SplitsAndRefuses) {
  FieldSplitter splitter;
  const auto fields = splitter.split("1, two ,\"a \"\"b\"\",\nc\",");
  ASSERT_TRUE(fields);
  EXPECT_EQ(**fields, (std::vector<std::string>{"1", "two", "a \"b\",\nc", ""}));
  EXPECT_FALSE(splitter.split("a,b\"c"));
  EXPECT_FALSE(splitter.split("\"a\"b"));
  EXPECT_FALSE(splitter.split(std::string_view("a\0b", 3)));
  EXPECT_FALSE(splitter.split("\xC3("));
  EXPECT_FALSE(splitter.split(std::string(5'000, ',')));
  ASSERT_TRUE(splitter.split("x"));
  EXPECT_EQ(**splitter.split("x"), std::vector<std::string>{"x"});
}

TEST(Utf8, CleansAndCounts) {
  EXPECT_TRUE(is_clean("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80"));
  for (const char* bad :
       {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3"})
    EXPECT_FALSE(is_clean(bad));
  EXPECT_EQ(count_characters("gr\xC3\xBC\xC3\x9F"), 4u);
  EXPECT_EQ(make_clean("a\xFF"
                       "b",
                       100),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(make_clean("ab\xC3\xBC", 3), "ab");
}

TEST(Cursor, RoundTripsAndRefusesOthers) {
  EXPECT_EQ(read_cursor(write_cursor({12, 3}), 2), (std::vector<std::int64_t>{12, 3}));
  for (const char* bad : {"", "1", "1:2:3", "-1:2", "a:b", "1:", "99999999999999999999:1"})
    EXPECT_FALSE(read_cursor(bad, 2)) << bad;
}

}  // namespace
}  // namespace patchbay::csv
