// The commands of the partner sandbox, as the real program has them.

#include <gtest/gtest.h>

#include <fstream>

#include "hub/http/json.h"
#include "tests/support/process.h"

namespace patchbay::test {
namespace {

Finished sandbox(std::vector<std::string> words) {
  words.insert(words.begin(), {patchbay_binary(), "sandbox"});
  return run(words);
}

TEST(SandboxCommand, shows_the_books_of_one_and_of_all) {
  const TempFolder folder;
  std::ofstream(folder.path("acme.books.jsonl"))
      << R"({"reference":"r1","amount_minor":5,"currency":"AUD","partner_reference":"A1",)"
      << R"("issued_at":"2026-01-01T00:00:00.000000Z"})"
      << "\n"
      << R"({"reference":"r2","amount_minor":7,"currency":"AUD","partner_reference":"A2",)"
      << R"("issued_at":"2026-01-02T00:00:00.000000Z"})"
      << "\n"
      << R"({"reversed":"r1"})"
      << "\n";
  std::ofstream(folder.path("other.books.jsonl"));
  const auto all = sandbox({"books", "--books", folder.path(), "--json"});
  ASSERT_EQ(all.code, 0) << all.error;
  const auto rows = parse_json(all.output).value();
  ASSERT_EQ(rows.as_array().size(), 1U);
  EXPECT_EQ(rows.at(0).at("partner"), "acme");
  EXPECT_EQ(rows.at(0).at("reference"), "r2");
  const auto one = sandbox({"books", "acme", "--books", folder.path()});
  EXPECT_NE(one.output.find("2026-01-02T00:00:00.000000Z  acme"), std::string::npos) << one.output;
  EXPECT_NE(sandbox({"books", "other", "--books", folder.path()}).output.find("nothing was issued"),
            std::string::npos);
  EXPECT_EQ(sandbox({"books", "nobody", "--books", folder.path()}).code, 1);
}

TEST(SandboxCommand, a_bad_latency_is_refused_with_an_example) {
  const TempFolder folder;
  for (const char* bad : {"x", "9-5", "1-2-3", "-5", "1.5"}) {
    const auto done = sandbox({"--books", folder.path(), "--latency=" + std::string(bad)});
    EXPECT_NE(done.code, 0) << bad;
    EXPECT_NE(done.error.find("20-200"), std::string::npos) << bad << ": " << done.error;
  }
}

}  // namespace
}  // namespace patchbay::test
