#include "hub/base/money.h"

#include <gtest/gtest.h>

#include <limits>

namespace patchbay {
namespace {

constexpr auto int64_max = std::numeric_limits<std::int64_t>::max();
constexpr auto int64_min = std::numeric_limits<std::int64_t>::min();

TEST(ParseMinor, ReadsDecimalTextExactly) {
  struct Case {
    const char* text;
    int exponent;
    std::int64_t minor;
  };
  const Case cases[] = {
      {"39.55", 2, 3955}, {"39.5", 2, 3950},  {"39", 2, 3900},
      {"-3", 2, -300},    {"0.5", 2, 50},     {"-0.05", 2, -5},
      {"0", 2, 0},        {"0.00", 2, 0},     {"007.10", 2, 710},
      {"120", 0, 120},    {"1.234", 3, 1234}, {"92233720368547758.07", 2, int64_max},
      {"0.29", 2, 29},    {"1.15", 2, 115}};
  for (const auto& [text, exponent, minor] : cases) {
    const auto parsed = parse_minor(text, exponent);
    ASSERT_TRUE(parsed) << text << ": " << parsed.error().message;
    EXPECT_EQ(*parsed, minor) << text;
  }
}

TEST(ParseMinor, RefusesEverythingElse) {  // P-02
  for (const char* text : {"39.555",
                           "1e3",
                           "NaN",
                           "-0",
                           "-0.00",
                           "",
                           "-",
                           ".",
                           ".5",
                           "5.",
                           "1.2.3",
                           "+1",
                           " 1",
                           "1 ",
                           "1,000",
                           "0x10",
                           "--1",
                           "inf",
                           "92233720368547758.08",
                           "99999999999999999999",
                           "1\n"}) {
    const auto parsed = parse_minor(text, 2);
    ASSERT_FALSE(parsed) << text << " became " << *parsed;
    EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
  }
  EXPECT_FALSE(parse_minor("1.0", 0)) << "a yen has no decimals";
  EXPECT_FALSE(parse_minor(std::string_view("1\0", 2), 2));
}

TEST(ParseMinor, QuotesAtMostAShortPieceOfTheText) {
  EXPECT_LT(parse_minor(std::string(10'000, 'x'), 2).error().message.size(), 200U);
}

TEST(FormatMinor, WritesWhatParseReads) {
  EXPECT_EQ(format_minor(3955, 2), "39.55");
  EXPECT_EQ(format_minor(-5, 2), "-0.05");
  EXPECT_EQ(format_minor(0, 2), "0.00");
  EXPECT_EQ(format_minor(7, 0), "7");
  EXPECT_EQ(format_minor(1234, 3), "1.234");
  EXPECT_EQ(format_minor(int64_min, 2), "-92233720368547758.08");
  for (const std::int64_t minor :
       {std::int64_t{1}, std::int64_t{-99}, std::int64_t{100}, int64_max})
    EXPECT_EQ(*parse_minor(format_minor(minor, 2), 2), minor);
  EXPECT_EQ(to_text({2000, *find_currency("AUD")}), "AUD 20.00");
}

TEST(Multiply, RoundsAsTheModeSays) {
  struct Case {
    std::int64_t value;
    std::int64_t floor, ceil, half_up, half_even, toward_zero;
  };
  // Halves of an odd number are ties; thirds below never tie.
  const Case halves[] = {{1, 0, 1, 1, 0, 0},      {3, 1, 2, 2, 2, 1},    {5, 2, 3, 3, 2, 2},
                         {4, 2, 2, 2, 2, 2},      {-1, -1, 0, -1, 0, 0}, {-3, -2, -1, -2, -2, -1},
                         {-5, -3, -2, -3, -2, -2}};
  for (const auto& c : halves) {
    const Ratio half{1, 2};
    EXPECT_EQ(*multiply(c.value, half, Rounding::floor), c.floor) << c.value;
    EXPECT_EQ(*multiply(c.value, half, Rounding::ceil), c.ceil) << c.value;
    EXPECT_EQ(*multiply(c.value, half, Rounding::half_up), c.half_up) << c.value;
    EXPECT_EQ(*multiply(c.value, half, Rounding::half_even), c.half_even) << c.value;
    EXPECT_EQ(*multiply(c.value, half, Rounding::toward_zero), c.toward_zero) << c.value;
  }
  EXPECT_EQ(*multiply(2, {1, 3}, Rounding::half_up), 1);
  EXPECT_EQ(*multiply(1, {1, 3}, Rounding::half_up), 0);
}

TEST(Multiply, EarningAndReversingGivesZero) {  // P-03
  const Rounding symmetric[] = {Rounding::half_up, Rounding::half_even, Rounding::toward_zero};
  for (const Rounding rounding : symmetric)
    for (std::int64_t amount = 1; amount <= 100'000; ++amount)
      ASSERT_EQ(*multiply(amount, {3, 200}, rounding) + *multiply(-amount, {3, 200}, rounding), 0)
          << amount;
}

TEST(Multiply, ComputesWideAndRefusesWhatDoesNotFit) {
  EXPECT_EQ(*multiply(int64_max, {int64_max, int64_max}, Rounding::floor), int64_max);
  EXPECT_EQ(*multiply(int64_min, {1, 1}, Rounding::half_up), int64_min);
  EXPECT_EQ(multiply(int64_max, {2, 1}, Rounding::floor).error().kind, ErrorKind::invalid);
  EXPECT_EQ(multiply(int64_min, {-1, 1}, Rounding::floor).error().kind, ErrorKind::invalid);
  EXPECT_FALSE(multiply(1, {1, 0}, Rounding::floor));
  EXPECT_FALSE(multiply(1, {1, -2}, Rounding::floor));
}

TEST(Currency, IsFoundByItsCode) {
  EXPECT_EQ(find_currency("AUD")->text(), "AUD");
  EXPECT_EQ(find_currency("AUD")->minor_per_major(), 100);
  EXPECT_EQ(find_currency("JPY")->minor_per_major(), 1);
  EXPECT_EQ(find_currency("KWD")->minor_per_major(), 1000);
  for (const char* code : {"aud", "XXX", "", "AUDD"})
    EXPECT_EQ(find_currency(code).error().kind, ErrorKind::invalid) << code;
}

TEST(Rounding, IsReadByName) {
  EXPECT_EQ(*parse_rounding("half_even"), Rounding::half_even);
  EXPECT_EQ(*parse_rounding("half_up"), Rounding::half_up);
  EXPECT_FALSE(parse_rounding("bankers"));
}

}  // namespace
}  // namespace patchbay
