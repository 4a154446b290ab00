#include "adapters/outcome.h"

#include <gtest/gtest.h>

#include "adapters/lua/call_state.h"

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

/// "ä" stands over the place where a refusal's words are cut.
TEST(Outcome, ARefusalIsCutBetweenCharacters) {
  http::Response response;
  response.status = 422;
  response.body =
      R"({"error": "Card Blocked", "message": ")" + std::string(299, 'x') + "\xC3\xA4 and more\"}";
  const auto outcome = lua::classify(response, lua::CallState{});
  EXPECT_EQ(outcome.kind, OutcomeKind::rejected);
  EXPECT_EQ(outcome.code, "card_blocked");
  EXPECT_EQ(outcome.message, std::string(299, 'x'));
}

}  // namespace
}  // namespace patchbay::adapters
