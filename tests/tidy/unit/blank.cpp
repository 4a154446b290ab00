#include "tests/tidy/blank.h"

#include <gtest/gtest.h>

namespace patchbay::tidy {
namespace {

std::string code(std::string_view text) { return blank(text, Blank::comments); }
std::string bare(std::string_view text) { return blank(text, Blank::comments_and_literals); }

TEST(Blank, CommentsBecomeSpacesAndLinesStay) {
  EXPECT_EQ(code("a // b\nc"), "a     \nc");
  EXPECT_EQ(code("a /* b\nc */ d"), "a     \n     d");
}

TEST(Blank, CommentSignsInsideTextsAreText) {
  EXPECT_EQ(code("f(\"http://x\");"), "f(\"http://x\");");
  EXPECT_EQ(bare("f(\"a//b\") // c"), "f(\"    \")     ");
}

TEST(Blank, EscapedQuotesDoNotEndAText) { EXPECT_EQ(bare("\"a\\\"{\" {"), "\"    \" {"); }

TEST(Blank, RawTextsEndAtTheirOwnDelimiter) {
  EXPECT_EQ(bare("R\"x(a)\" {)x\" }"), "R\"" + std::string(9, ' ') + "\" }");
}

TEST(Blank, DigitSeparatorsOpenNothing) {
  EXPECT_EQ(bare("x = 1'000; {"), "x = 1'000; {");
  EXPECT_EQ(bare("x = '{'; }"), "x = ' '; }");
}

}  // namespace
}  // namespace patchbay::tidy
