#include "hub/api/body.h"

#include <gtest/gtest.h>

namespace patchbay::api {
namespace {

/// What is wrong with a body that may hold a reason and a count; empty: nothing.
std::string refusal_of(const std::string& text) {
  http::Request request;
  request.body = text;
  const auto body = read_body(request);
  if (!body) return body.error().message;
  adapters::StrictObject fields(*body, "body");
  read_text(fields, "reason");
  fields.integer("count", 1, 0, 10);
  const auto known = fields.finish();
  return known ? "" : known.error().message;
}

TEST(Body, a_good_object_is_read) {
  EXPECT_EQ(refusal_of(R"({"reason":"they asked", "count": 10})"), "");
  EXPECT_EQ(refusal_of(R"({"reason":"Grüße"})"), "");
}

TEST(Body, what_is_wrong_is_named) {
  std::string deep = R"({"reason":)" + std::string(40, '[') + std::string(40, ']') + "}";
  const std::pair<std::string, const char*> cases[] = {
      {"", "\"reason\" is missing"},
      {"{}", "\"reason\" is missing"},
      {"[]", "not a JSON object"},
      {"\"x\"", "not a JSON object"},
      {"null", "not a JSON object"},
      {"{", "body: "},
      {R"({"reason":"a"} x)", "body: "},
      {deep, "body: "},
      {R"({"reason":5})", "\"reason\" is not a text"},
      {R"({"reason":"a\nb"})", "\"reason\" must be plain text"},
      {R"({"reason":"a\u0000b"})", "\"reason\" must be plain text"},
      {R"({"reason":")" + std::string(501, 'x') + "\"}", "\"reason\" must be plain text"},
      {R"({"reason":"a","count":11})", "\"count\""},
      {R"({"reason":"a","count":1.5})", "\"count\""},
      {R"({"raeson":"a","reason":"a"})", "did you mean \"reason\""},
      {R"({"reason":"a","zzzzzzz":1})", "unknown key \"zzzzzzz\""}};
  for (const auto& [text, named] : cases) {
    const auto refusal = refusal_of(text);
    EXPECT_TRUE(refusal.starts_with("body: ")) << text << " gave " << refusal;
    EXPECT_NE(refusal.find(named), std::string::npos) << text << " gave " << refusal;
  }
}

TEST(Body, errors_become_problems) {
  EXPECT_EQ(problem_of(invalid("x")).status, 400);
  EXPECT_EQ(problem_of(refused("x")).status, 403);
  EXPECT_EQ(problem_of(not_found("x")).status, 404);
  EXPECT_EQ(problem_of(conflict("x")).status, 409);
  EXPECT_EQ(problem_of(unavailable("x")).status, 503);
  const auto defect = problem_of(internal("the table jobs is gone"));
  EXPECT_EQ(defect.status, 500);
  EXPECT_EQ(defect.body.find("jobs"), std::string::npos) << "the outside learns nothing of it";
}

}  // namespace
}  // namespace patchbay::api
