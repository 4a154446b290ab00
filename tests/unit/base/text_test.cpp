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
