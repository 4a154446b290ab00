// Many rows in one statement: every value comes out as it went in.

#include "tests/support/stores.h"

namespace patchbay::store {
namespace {

class RowsContract : public StoreTest {
 protected:
  static Rows two_columns() {
    return Rows({{"id", ColumnType::text}, {"amount", ColumnType::integer}});
  }
  std::vector<std::pair<std::optional<std::string>, std::optional<std::int64_t>>> echo(
      const Rows& rows) {
    std::vector<std::pair<std::optional<std::string>, std::optional<std::int64_t>>> found;
    read([&](Session& s) {
      query(s, "SELECT id, amount FROM {rows} AS r", rows, {},
            [&](std::optional<std::string> id, std::optional<std::int64_t> amount) {
              found.emplace_back(std::move(id), amount);
            });
    });
    return found;
  }
};
PATCHBAY_ON_BOTH_STORES(RowsContract);

TEST_P(RowsContract, keeps_quotes_unicode_controls_nulls_and_all_integers) {
  auto rows = two_columns();
  std::vector<std::string> texts = {
      "",      "o'k",  "\"q\"", "back\\slash",       "\n\t\r\x01\x1f\x7f",
      "ü € 😀", "null", "123",   "{rows} :rows $1 ?", "[1,2]",
      " x "};
  std::int64_t number = 0;
  for (const auto& text : texts) rows.add(text).add(--number);
  rows.add_null().add_null();
  rows.add("max").add(INT64_MAX);
  rows.add("min").add(INT64_MIN);
  rows.add(std::optional<std::string>()).add(std::optional<std::int64_t>(5));

  auto found = echo(rows);
  ASSERT_EQ(found.size(), texts.size() + 4);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(found[i].first, texts[i]);
    EXPECT_EQ(found[i].second, -static_cast<std::int64_t>(i) - 1);
  }
  auto end = found.end();
  EXPECT_EQ(*(end - 4),
            std::make_pair(std::optional<std::string>(), std::optional<std::int64_t>()));
  EXPECT_EQ((end - 3)->second, INT64_MAX);
  EXPECT_EQ((end - 2)->second, INT64_MIN);
  EXPECT_EQ((end - 1)->first, std::nullopt);
  EXPECT_EQ((end - 1)->second, 5);
}

TEST_P(RowsContract, insert_skips_what_exists_and_counts_what_changed) {
  write([](Session& s) {
    execute(s, "CREATE TABLE notes (org TEXT, id TEXT, amount BIGINT, PRIMARY KEY (org, id))");
    const char* insert =
        "INSERT INTO notes SELECT :org, id, amount FROM {rows} AS r "
        "WHERE true ON CONFLICT (org, id) DO NOTHING";
    auto rows = two_columns();
    rows.add("a").add(1).add("b").add(2).add("a").add(3);
    EXPECT_EQ(execute(s, insert, rows, {{"org", "o"}}), 2);
    EXPECT_EQ(execute(s, insert, rows, {{"org", "o"}}), 0);
    EXPECT_EQ(execute(s, insert, rows, {{"org", "p"}}), 2);

    auto changes = two_columns();
    changes.add("a").add(10).add("b").add(20).add("z").add(30);
    EXPECT_EQ(execute(s,
                      "UPDATE notes SET amount = notes.amount + r.amount FROM {rows} AS r "
                      "WHERE notes.org = :org AND notes.id = r.id",
                      changes, {{"org", "o"}}),
              2);
    EXPECT_EQ(query_value<std::int64_t>(s, "SELECT SUM(amount) FROM notes"), 36);

    std::vector<std::string> back;
    auto more = two_columns();
    more.add("b").add(0).add("c").add(0);
    query(s,
          "INSERT INTO notes SELECT 'o', id, amount FROM {rows} AS r WHERE true "
          "ON CONFLICT (org, id) DO NOTHING RETURNING id",
          more, {}, [&](std::string id) { back.push_back(std::move(id)); });
    EXPECT_EQ(back, std::vector<std::string>({"c"}));
  });
}

TEST_P(RowsContract, no_rows_run_nothing) {
  write([](Session& s) {
    auto rows = two_columns();
    EXPECT_EQ(execute(s, "INSERT INTO no_such_table SELECT * FROM {rows} AS r", rows), 0);
  });
}

TEST_P(RowsContract, many_rows) {
  auto rows = two_columns();
  for (std::int64_t i = 0; i < 5000; ++i) rows.add("id " + std::to_string(i)).add(i);
  EXPECT_EQ(echo(rows).size(), 5000u);
  EXPECT_EQ(rows.size(), 5000u);
}

TEST_P(RowsContract, sources_can_be_nested_calls) {
  auto outer = two_columns(), inner = two_columns();
  outer.add("a").add(1).add("b").add(2);
  inner.add("x").add(10).add("y").add(20);
  std::vector<std::string> seen;
  read([&](Session& s) {
    query(s, "SELECT id FROM {rows} AS r ORDER BY id", outer, {}, [&](std::string first) {
      query(s, "SELECT id FROM {rows} AS r ORDER BY id", inner, {},
            [&](std::string second) { seen.push_back(first + second); });
    });
  });
  EXPECT_EQ(seen, std::vector<std::string>({"ax", "ay", "bx", "by"}));
}

TEST(Rows, refuses_what_no_database_takes) {
  Rows rows({{"id", ColumnType::text}});
  auto kind_of = [&](std::string_view text) {
    try {
      rows.add(text);
    } catch (const ErrorException& e) {
      return e.error().kind;
    }
    return ErrorKind::not_found;
  };
  using namespace std::string_view_literals;
  for (auto text : {"a\0b"sv, "\0"sv, "\x80"sv, "\xc0\xaf"sv, "\xe2\x82"sv, "\xed\xa0\x80"sv,
                    "\xf4\x90\x80\x80"sv, "\xf0\x80\x80\x80"sv, "x\xff"sv})
    EXPECT_EQ(kind_of(text), ErrorKind::invalid);
  for (auto text : {"é"sv, "\xf4\x8f\xbf\xbf"sv, "\xed\x9f\xbf"sv, "\xee\x80\x80"sv})
    EXPECT_EQ(kind_of(text), ErrorKind::not_found);
  EXPECT_EQ(rows.size(), 4u);
}

TEST_P(RowsContract, half_a_row_is_a_defect_that_says_so) {
  auto rows = two_columns();
  rows.add("a").add(1).add("b");
  EXPECT_THROW(echo(rows), ErrorException);
}

}  // namespace
}  // namespace patchbay::store
