#include "adapters/schema.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace patchbay {
namespace {

Schema compiled(const char* text) {
  auto schema = Schema::compile(boost::json::parse(text));
  return std::move(schema).value();
}

std::string compile_error(const char* text) {
  const auto schema = Schema::compile(boost::json::parse(text));
  return schema ? "compiled" : schema.error().message;
}

TEST(Schema, NamesPathAndReasonOfUpToThreeViolations) {
  const auto schema = compiled(R"({"type": "object", "required": ["a"], "properties": {
    "a": {"type": "integer", "minimum": 1},
    "b": {"type": "array", "items": {"type": "string"}}}})");
  EXPECT_TRUE(schema.check({{"a", 1}, {"b", {"x"}}}));
  const auto broken = schema.check({{"a", 0}, {"b", {"x", 7, 8, 9}}});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ErrorKind::invalid);
  EXPECT_NE(broken.error().message.find("$.a: "), std::string::npos) << broken.error().message;
  EXPECT_NE(broken.error().message.find("$.b[1]: "), std::string::npos);
  EXPECT_EQ(std::count(broken.error().message.begin(), broken.error().message.end(), ';'), 2);
}

TEST(Schema, ResolvesReferencesInsideTheDocument) {
  const auto schema = compiled(R"({"definitions": {"id": {"type": "string", "minLength": 1}},
    "properties": {"id": {"$ref": "#/definitions/id"}}})");
  EXPECT_TRUE(schema.check({{"id", "x"}}));
  EXPECT_FALSE(schema.check({{"id", ""}}));
}

TEST(Schema, RefusesKeywordsThatWouldBeIgnoredOrCrash) {
  for (const char* keyword : {"prefixItems", "unevaluatedProperties", "dependentRequired",
                              "$dynamicRef", "pattern", "format", "patternProperties", "typo"}) {
    const std::string text = std::string(R"({"properties": {"a": {")") + keyword + R"(": "x"}}})";
    EXPECT_NE(compile_error(text.c_str()).find(std::string("#/properties/a/") + keyword),
              std::string::npos)
        << compile_error(text.c_str());
  }
}

TEST(Schema, RefusesReferencesThatLeadNowhere) {
  EXPECT_NE(compile_error(R"({"$ref": "http://x/y"})").find("must start"), std::string::npos);
  EXPECT_NE(compile_error(R"({"$ref": "#/definitions/no"})").find("finds nothing"),
            std::string::npos);
  EXPECT_NE(compile_error(R"({"definitions": {"a": {"$ref": "#/definitions/b"},
                              "b": {"$ref": "#/definitions/a"}}})")
                .find("circle"),
            std::string::npos);
  EXPECT_NE(compile_error(R"({"type": 7})").find("cannot be used"), std::string::npos);
}

TEST(Schema, DoesNotStopReadingATextAtNul) {
  const auto schema = compiled(R"({"enum": ["issued"]})");
  EXPECT_TRUE(schema.check("issued"));
  EXPECT_FALSE(schema.check(boost::json::value(std::string("issued\0x", 8))));
}

TEST(Schema, SurvivesDeepValues) {
  const auto schema = compiled(R"({"type": "array"})");
  boost::json::value deep = boost::json::array();
  for (int i = 0; i < 1000; ++i) deep = boost::json::array{std::move(deep)};
  EXPECT_FALSE(schema.check(deep));
}

}  // namespace
}  // namespace patchbay
