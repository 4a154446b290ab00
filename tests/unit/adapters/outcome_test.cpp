#include "adapters/outcome.h"

#include <gtest/gtest.h>

namespace patchbay::adapters {
namespace {

constexpr const char* replaced = "\xEF\xBF\xBD";

TEST(Outcome, KeepsAPartnersWordsAsEveryStoreTakesThem) {
  using namespace std::string_view_literals;
  EXPECT_EQ(rejected("no", "a\0b"sv).message, "a" + std::string(replaced) + "b");
  EXPECT_EQ(rejected("n\xC3"sv, "").code, "n" + std::string(replaced));
  EXPECT_EQ(retryable("\xFF").message, replaced);
  EXPECT_EQ(unknown("\xFF").message, replaced);
  EXPECT_EQ(held_back("\xFF", Duration(1)).message, replaced);
}

TEST(Outcome, CutsLongWordsBetweenCharacters) {
  std::string words(499, 'x');
  EXPECT_EQ(unknown(words + "\xC3\xA4").message, words);
  EXPECT_EQ(rejected(std::string(1000, 'c'), "").code.size(), 100U);
}

}  // namespace
}  // namespace patchbay::adapters
