// The sandbox without sockets: books that survive, faults that repeat, a rate.

#include <boost/json/serialize.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "adapters/sandbox_books.h"
#include "adapters/sandbox_faults.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters {
namespace {

boost::json::object row(const std::string& reference, std::int64_t amount_minor) {
  return {{"reference", reference},
          {"amount_minor", amount_minor},
          {"currency", "AUD"},
          {"partner_reference", "P-" + reference}};
}

std::string text_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Books, survive_a_restart_and_find_by_reference_and_key) {
  const lua::ScratchFolder folder;
  const std::string file = (folder.path() / "x.books.jsonl").string();
  {
    auto books = Books::open(file).value();
    books->add(row("r1", 2000), Timestamp{0});
    auto keyed = row("r2", 5000);
    keyed["key"] = "k2";
    books->add(keyed, Timestamp{0});
    books->add(row("r1", 2000), Timestamp{0});
  }
  const auto books = Books::open(file).value();
  EXPECT_EQ(books->rows().size(), 3u);
  EXPECT_EQ(books->amount_minor(), 9000);
  EXPECT_EQ(books->find("r1").size(), 2u);
  EXPECT_EQ(books->find("k2").size(), 1u);
  EXPECT_EQ(books->find("r3").size(), 0u);
  EXPECT_EQ(books->rows()[0].at("issued_at").as_string(), "1970-01-01T00:00:00.000000Z");
}

TEST(Books, a_torn_last_line_is_cut_off_and_the_next_row_stands_alone) {
  const lua::ScratchFolder folder;
  const std::string file = (folder.path() / "x.books.jsonl").string();
  Books::open(file).value()->add(row("r1", 1), Timestamp{0});
  const std::string whole = text_of(file);
  std::ofstream(file, std::ios::app | std::ios::binary) << whole.substr(0, whole.size() / 2);
  Books::open(file).value()->add(row("r2", 2), Timestamp{0});
  const auto books = Books::open(file).value();
  EXPECT_EQ(books->rows().size(), 2u);
  EXPECT_EQ(books->find("r2").size(), 1u);
}

TEST(Books, a_broken_line_in_the_middle_is_corrupt_and_a_bad_row_is_refused) {
  const lua::ScratchFolder folder;
  const auto broken = Books::open(folder.write("a.jsonl", "{}\n"));
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ErrorKind::corrupt);
  EXPECT_NE(broken.error().message.find("a.jsonl:1"), std::string::npos);
  auto books = Books::open((folder.path() / "b.jsonl").string()).value();
  EXPECT_THROW(books->add(boost::json::object{{"reference", "r"}}, Timestamp{0}), ErrorException);
  EXPECT_FALSE(Books::open((folder.path() / "no" / "such").string()));
}

TEST(Books, what_is_reversed_is_out_after_a_restart_too_and_its_number_stays_taken) {
  const lua::ScratchFolder folder;
  const std::string file = (folder.path() / "x.books.jsonl").string();
  {
    auto books = Books::open(file).value();
    books->add(row("r1", 2000), Timestamp{0});
    books->add(row("r2", 50), Timestamp{0});
    books->reverse("r1");
    EXPECT_EQ(books->find("r1").size(), 0u);
    EXPECT_EQ(books->next_number(), 3);
    books->add(row("r1", 2000), Timestamp{0});
  }
  const auto books = Books::open(file).value();
  EXPECT_EQ(books->rows().size(), 2u);
  EXPECT_EQ(books->amount_minor(), 2050);
  EXPECT_EQ(books->find("r1").size(), 1u);
  EXPECT_EQ(books->find("r2").size(), 1u);
  EXPECT_EQ(books->next_number(), 4);
}

TEST(Books, can_be_looked_at_while_they_are_written) {
  const lua::ScratchFolder folder;
  const std::string file = (folder.path() / "x.books.jsonl").string();
  EXPECT_EQ(Books::look(file).error().kind, ErrorKind::not_found);
  auto books = Books::open(file).value();
  books->add(row("r1", 2000), Timestamp{0});
  books->add(row("r2", 50), Timestamp{0});
  books->reverse("r1");
  std::ofstream(file, std::ios::app | std::ios::binary) << "{\"reference\": \"torn";
  const std::string before = text_of(file);
  const auto looked = Books::look(file).value();
  ASSERT_EQ(looked->rows().size(), 1u);
  EXPECT_EQ(looked->rows()[0].at("reference").as_string(), "r2");
  EXPECT_EQ(text_of(file), before) << "nothing was changed";
  const auto broken = Books::look(folder.write("a.jsonl", "{}\n"));
  EXPECT_EQ(broken.error().kind, ErrorKind::corrupt);
}

TEST(Faults, latency_is_drawn_by_the_seed_within_its_range) {
  using std::chrono::milliseconds;
  FaultRates rates;
  rates.latency_min = milliseconds(20);
  rates.latency_max = milliseconds(200);
  std::set<std::int64_t> drawn;
  Faults faults(1, rates), same(1, rates), other(2, rates);
  bool differs = false;
  for (int i = 0; i < 50; ++i) {
    faults.next("k");
    same.next("k");
    other.next("k");
    const auto latency = faults.latency("k");
    EXPECT_EQ(latency, same.latency("k"));
    EXPECT_GE(latency, rates.latency_min);
    EXPECT_LE(latency, rates.latency_max);
    differs = differs || latency != other.latency("k");
    drawn.insert(latency.count());
  }
  EXPECT_GT(drawn.size(), 40u);
  EXPECT_TRUE(differs);
  rates.latency_min = rates.latency_max;
  EXPECT_EQ(Faults(1, rates).latency("k"), rates.latency_max) << "a fixed one";
  EXPECT_EQ(Faults(1, FaultRates{}).latency("k"), Duration{});
}

TEST(Books, the_report_ends_with_count_total_and_time) {
  const lua::ScratchFolder folder;
  auto books = Books::open((folder.path() / "b.jsonl").string()).value();
  books->add(row("r1", 2000), Timestamp{0});
  books->add(row("r,\"2", 50), Timestamp{0});
  const std::string report = (folder.path() / "r.csv").string();
  ASSERT_TRUE(books->write_report(report, Timestamp{1'000'000}));
  EXPECT_EQ(text_of(report),
            "reference,amount_minor,currency,partner_reference,issued_at\n"
            "r1,2000,AUD,P-r1,1970-01-01T00:00:00.000000Z\n"
            "\"r,\"\"2\",50,AUD,\"P-r,\"\"2\",1970-01-01T00:00:00.000000Z\n"
            "END,2,2050,1970-01-01T00:00:01.000000Z\n");
}

TEST(Faults, depend_on_seed_key_and_count_and_come_at_their_rate) {
  const FaultRates rates{50, 20, 30};
  Faults one(7, rates), same(7, rates), other(8, rates);
  int errors = 0, late = 0, cut = 0, different = 0;
  constexpr int calls = 20'000;
  for (int i = 0; i < calls; ++i) {
    const std::string key = "key" + std::to_string(i % 5'000);
    const Fault fault = one.next(key);
    EXPECT_EQ(fault, same.next(key));
    different += fault != other.next(key) ? 1 : 0;
    errors += fault == Fault::error ? 1 : 0;
    late += fault == Fault::late ? 1 : 0;
    cut += fault == Fault::cut ? 1 : 0;
  }
  EXPECT_NEAR(errors, calls * 50 / 1'000, 150);
  EXPECT_NEAR(late, calls * 20 / 1'000, 100);
  EXPECT_NEAR(cut, calls * 30 / 1'000, 120);
  EXPECT_GT(different, 1'000);
  Faults backwards(7, rates), forwards(7, rates);
  std::vector<Fault> there, back;
  for (int i = 0; i < 100; ++i) there.push_back(forwards.next("k" + std::to_string(i)));
  for (int i = 99; i >= 0; --i) back.push_back(backwards.next("k" + std::to_string(i)));
  std::reverse(back.begin(), back.end());
  EXPECT_EQ(there, back);
}

TEST(CallRate, lets_a_burst_of_one_second_pass_and_refills) {
  CallRate rate(10);
  int passed = 0;
  for (int i = 0; i < 100; ++i) passed += rate.take(Timestamp{5'000'000}) ? 1 : 0;
  EXPECT_EQ(passed, 10);
  EXPECT_TRUE(rate.take(Timestamp{5'100'000}));
  EXPECT_FALSE(rate.take(Timestamp{5'150'000}));
  CallRate open(0);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(open.take(Timestamp{0}));
}

}  // namespace
}  // namespace patchbay::adapters
