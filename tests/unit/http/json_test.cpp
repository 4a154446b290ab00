#include "hub/http/json.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace patchbay {
namespace {

std::string round_trip(std::string_view text) {
  const auto value = parse_json(text);
  return value ? boost::json::serialize(*value) : "error: " + value.error().message;
}

TEST(ParseJson, KeepsIntegersAndTurnsOtherNumbersIntoTheirText) {
  EXPECT_EQ(round_trip(R"({"a":[1,-2,9223372036854775807,18446744073709551615]})"),
            R"({"a":[1,-2,9223372036854775807,18446744073709551615]})");
  EXPECT_EQ(
      round_trip("[39.55,1e2,-0.10,1.0,18446744073709551616,1E-400,0.123456789012345678901]"),
      R"(["39.55","1e2","-0.10","1.0","18446744073709551616","1E-400","0.123456789012345678901"])");
  EXPECT_EQ(round_trip(" 39.550 "), R"("39.550")");
}

TEST(ParseJson, ReadsEscapesAndNestedValues) {
  EXPECT_EQ(round_trip(R"( {"k\u0041":"a\nb\ud83d\ude00", "t":[true,false,null,{}]} )"),
            "{\"kA\":\"a\\nb\xf0\x9f\x98\x80\",\"t\":[true,false,null,{}]}");
}

TEST(ParseJson, RefusesWithTheByte) {
  EXPECT_EQ(round_trip("[1,}").substr(0, 45), "error: JSON cannot be read at byte 3: syntax ");
  EXPECT_NE(round_trip("").find("incomplete"), std::string::npos);
  EXPECT_NE(round_trip("[1").find("at byte 2: incomplete"), std::string::npos);
  EXPECT_NE(round_trip("[1] 2").find("at byte 4: more text"), std::string::npos);
  EXPECT_NE(round_trip("\"\xff\"").find("at byte 1"), std::string::npos);
  for (const std::string_view bad : {"01", "1.", "-", "+1", "NaN", "'a'", "[1,]", "{\"a\" 1}",
                                     "tru", "\"\t\"", "/**/1", "\"\\ud800\""}) {
    EXPECT_FALSE(parse_json(bad)) << bad;
  }
  EXPECT_FALSE(parse_json(std::string_view("1\0", 2)));
}

TEST(ParseJson, LimitsTheDepth) {
  EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')));
  const auto deep = parse_json(std::string(33, '[') + std::string(33, ']'));
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().message, "JSON cannot be read at byte 32: nested deeper than 32 levels");
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
}

}  // namespace
}  // namespace patchbay
