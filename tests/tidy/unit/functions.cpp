#include <gtest/gtest.h>

#include "tests/tidy/checks.h"

namespace patchbay::tidy {
namespace {

/// A body of so many lines, braces included.
std::string body(std::size_t lines) {
  std::string text = " {\n";
  for (std::size_t i = 2; i < lines; ++i) text += "  f();\n";
  return text + "}\n";
}
std::size_t findings(const std::string& text) {
  return check_function_length(make_source("hub/a.cpp", text)).size();
}

TEST(FunctionLength, SeventyLinesAreAllowed) {
  EXPECT_EQ(findings("int f()" + body(70)), 0u);
  EXPECT_EQ(findings("int f()" + body(71)), 1u);
}

TEST(FunctionLength, TheFindingNamesTheFirstLine) {
  const auto found =
      check_function_length(make_source("hub/a.cpp", "namespace a {\n\nint f() const" + body(80)));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].line, 3u);
}

TEST(FunctionLength, NamespacesAndClassesAreNotFunctions) {
  EXPECT_EQ(findings("namespace a" + body(100)), 0u);
  EXPECT_EQ(findings("class A final : public B" + body(100)), 0u);
  EXPECT_EQ(findings("template <class T>\nstruct A" + body(100)), 0u);
}

TEST(FunctionLength, MembersAndTemplatesAre) {
  EXPECT_EQ(findings("struct A {\n public:\n  void f()" + body(71) + "};\n"), 1u);
  EXPECT_EQ(findings("template <class T, class U>\nResult<T> f(U u)" + body(71)), 1u);
}

TEST(FunctionLength, AConstructorWithInitialisersIs) {
  EXPECT_EQ(findings("A::A(int x) : x_{x}, y_(x)" + body(71)), 1u);
  EXPECT_EQ(findings("A::A(int x) : x_{x}" + body(71)), 1u);
}

TEST(FunctionLength, TablesAreNot) {
  EXPECT_EQ(findings("constexpr int table[] =" + body(100)), 0u);
  EXPECT_EQ(findings("int f() { return 1; }\nconst T table" + body(100)), 0u);
}

TEST(FunctionLength, BracesInTextsAndCommentsDoNotCount) {
  EXPECT_EQ(findings("int f() { // {\n g(\"{\"); }\nnamespace b" + body(100)), 0u);
}

}  // namespace
}  // namespace patchbay::tidy
