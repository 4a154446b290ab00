#include "hub/http/message.h"

#include <gtest/gtest.h>

namespace patchbay::http {
namespace {

TEST(Headers, CompareNamesWithoutCase) {
  Headers headers;
  headers.add("Content-Type", "text/plain");
  headers.add("X-Twice", "first");
  headers.add("x-twice", "second");
  EXPECT_EQ(headers.get("content-type"), "text/plain");
  EXPECT_EQ(headers.get("X-TWICE"), "first");
  EXPECT_FALSE(headers.has("X-None"));
  EXPECT_EQ(headers.get("X-None"), "");

  headers.set("X-TWICE", "only");
  EXPECT_EQ(headers.size(), 2u);
  EXPECT_EQ(headers.get("x-twice"), "only");
}

TEST(Request, SplitsPathAndQuery) {
  const auto parts = [](std::string target) {
    const Request request{"GET", std::move(target), {}, {}};
    return std::string(request.path()) + "|" + std::string(request.query());
  };
  EXPECT_EQ(parts("/a/b?x=1&y=?"), "/a/b|x=1&y=?");
  EXPECT_EQ(parts("/a"), "/a|");
  EXPECT_EQ(parts("http://host:80/a?b"), "/a|b");
  EXPECT_EQ(parts("http://host?b"), "/|b");
  EXPECT_EQ(parts("http://host"), "/|");
  EXPECT_EQ(parts("*"), "*|");
  EXPECT_EQ(parts("/a?u=http://x/y"), "/a|u=http://x/y");
}

TEST(Percent, RoundTripsAndLeavesInvalidEscapes) {
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
  EXPECT_EQ(percent_encode("a b/ü"), "a%20b%2F%C3%BC");
  EXPECT_EQ(percent_decode("%"), "%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
}

TEST(Query, FindsDecodedValues) {
  EXPECT_EQ(query_value("a=1&reference=r%2F2&b", "reference"), "r/2");
  EXPECT_EQ(query_value("a=1&a=2", "a"), "1");
  EXPECT_EQ(query_value("a=1&b", "b"), "");
  EXPECT_EQ(query_value("ab=1", "a"), "");
}

TEST(Problem, IsRfc9457Json) {
  const auto response = problem(404, "Not Found", "no \"x\" here");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.headers.get("content-type"), "application/problem+json");
  EXPECT_EQ(response.body,
            R"({"type":"/problems/not-found","code":"NOT_FOUND","title":"Not Found",)"
            R"("status":404,"detail":"no \"x\" here"})");
  EXPECT_EQ(problem_of_type("INVALID_CUSTOMER", "x").status, 404);
  EXPECT_EQ(reason_of(431), "Request Header Fields Too Large");
  EXPECT_EQ(reason_of(599), "Unknown");
}

}  // namespace
}  // namespace patchbay::http
