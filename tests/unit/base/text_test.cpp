#include "hub/base/text.h"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

using Parts = std::vector<std::string_view>;

TEST(Text, IsTrimmedOfBlanks) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim("\n"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, IsSplitAtEverySeparator) {
  EXPECT_EQ(split("a,b,,c", ','), (Parts{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ','), Parts{""});
  EXPECT_EQ(split(",", ','), (Parts{"", ""}));
}

TEST(Text, IsJoined) {
  EXPECT_EQ(join(std::vector<std::string>{"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join(std::vector<std::string>{"", "b", ""}, ","), ",b,");
  EXPECT_EQ(join({}, ","), "");
}

TEST(Text, ComparesWithoutAsciiCase) {
  EXPECT_EQ(to_lower("BeArEr \xc3\x84"), "bearer \xc3\x84");
  EXPECT_TRUE(equal_ignoring_case("Retry-After", "retry-after"));
  EXPECT_FALSE(equal_ignoring_case("retry", "retry-after"));
  EXPECT_FALSE(equal_ignoring_case("[", "{")) << "only letters have a case";
}

TEST(CharacterBytes, FollowsRfc3629) {
  using namespace std::string_view_literals;
  EXPECT_EQ(character_bytes(""), 0U);
  EXPECT_EQ(character_bytes("ab"), 1U);
  EXPECT_EQ(character_bytes("\0b"sv), 1U);
  EXPECT_EQ(character_bytes("\xC3\xA4x"), 2U);
  EXPECT_EQ(character_bytes("\xE2\x82\xAC"), 3U);
  EXPECT_EQ(character_bytes("\xF0\x9F\x98\x80"), 4U);
  EXPECT_EQ(character_bytes("\xF4\x8F\xBF\xBF"), 4U) << "U+10FFFF is the last";
  for (const auto broken :
       {"\x80"sv, "\xC3"sv, "\xC3x"sv, "\xE2\x82"sv, "\xF0\x9F\x98"sv, "\xFF"sv})
    EXPECT_EQ(character_bytes(broken), 0U) << "no character";
  for (const auto overlong : {"\xC0\x80"sv, "\xE0\x80\xAF"sv, "\xF0\x8F\xBF\xBF"sv})
    EXPECT_EQ(character_bytes(overlong), 0U) << "overlong";
  EXPECT_EQ(character_bytes("\xED\xA0\x80"), 0U) << "a surrogate";
  EXPECT_EQ(character_bytes("\xF4\x90\x80\x80"), 0U) << "beyond U+10FFFF";
}

TEST(CleanText, KeepsWhatIsFit) {
  EXPECT_EQ(clean_text("Gr\xC3\xBC\xC3\x9F"
                       "e\t\xE2\x82\xAC\n",
                       100),
            "Gr\xC3\xBC\xC3\x9F"
            "e\t\xE2\x82\xAC\n");
  EXPECT_EQ(clean_text("", 100), "");
}

TEST(CleanText, ReplacesWhatStoresRefuse) {
  using namespace std::string_view_literals;
  EXPECT_EQ(clean_text("a\0b"sv, 100),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(clean_text("a\r\x1B\x7F", 100), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(clean_text("x\xC3", 100), "x\xEF\xBF\xBD") << "cut in the middle";
  EXPECT_EQ(clean_text("\xE2\x82y", 100), "\xEF\xBF\xBD\xEF\xBF\xBDy");
}

TEST(CleanText, CutsBetweenCharacters) {
  EXPECT_EQ(clean_text("ab\xE2\x82\xAC", 5), "ab\xE2\x82\xAC");
  EXPECT_EQ(clean_text("ab\xE2\x82\xAC", 4), "ab");
  EXPECT_EQ(clean_text("ab\xFF", 4), "ab") << "the replacement is no cut character either";
  EXPECT_EQ(clean_text("abc", 0), "");
}

TEST(Nearest, FindsWhatWasMeant) {
  const std::vector<std::string> known{"port", "host", "body_bytes_max"};
  EXPECT_EQ(nearest("prot", {}), std::nullopt);
  EXPECT_EQ(nearest("pord", known), "port");
  EXPECT_EQ(nearest("body_byte_max", known), "body_bytes_max");
  EXPECT_EQ(nearest("colour", known), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'x'), known), std::nullopt);
}

TEST(Nearest, SeesTwoSwappedLettersAsOneMistake) {
  EXPECT_EQ(nearest("prot", std::vector<std::string>{"port"}), "port");
}

}  // namespace
}  // namespace patchbay
