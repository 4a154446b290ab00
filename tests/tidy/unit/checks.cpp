// Every check must find its bad example and leave the good one alone.
#include "tests/tidy/checks.h"

#include <gtest/gtest.h>

namespace patchbay::tidy {
namespace {

SourceFile source(const std::string& path, const std::string& text) {
  return make_source(path, text);
}
std::string repeated(const std::string& line, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += line;
  return text;
}

TEST(IncludeDirection, ALaterRoomIsRefused) {
  const auto found = check_include_direction(
      source("hub/jobs/queue.h", "#pragma once\n#include \"hub/policy/policy.h\"\n"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].line, 2u);
  EXPECT_NE(found[0].what.find("hub/jobs/ may not include hub/policy/"), std::string::npos);
}

TEST(IncludeDirection, AnEarlierRoomAndTheOwnRoomAreFine) {
  EXPECT_TRUE(
      check_include_direction(
          source("webhooks/a.cpp", "#include \"adapters/b.h\"\n#include \"webhooks/a.h\"\n"))
          .empty());
}

TEST(IncludeDirection, AdaptersStandBeforeWebhooks) {
  EXPECT_EQ(check_include_direction(source("adapters/a.cpp", "#include \"webhooks/b.h\"\n")).size(),
            1u);
}

TEST(IncludeDirection, APathOutsideTheRoomsIsRefused) {
  EXPECT_EQ(check_include_direction(source("hub/api/a.cpp", "#include \"a.h\"\n")).size(), 1u);
  EXPECT_EQ(check_include_direction(source("hub/api/a.cpp", "// #include \"a.h\"\n")).size(), 0u);
}

TEST(IncludeDirection, APluginSeesOnlyTheSdk) {
  EXPECT_EQ(
      check_include_direction(source("plugins/order_file/a.cpp", "#include \"hub/store/rows.h\"\n"))
          .size(),
      1u);
  EXPECT_TRUE(check_include_direction(source("plugins/order_file/a.cpp",
                                             "#include \"adapters/sdk/plug.h\"\n"
                                             "#include \"hub/base/money.h\"\n"
                                             "#include \"plugins/order_file/row.h\"\n"))
                  .empty());
}

TEST(IncludeDirection, TheSdkIsInstalledWithoutTheHub) {
  const auto count = [](const std::string& included) {
    return check_include_direction(source("adapters/sdk/a.h", "#include " + included + "\n"))
        .size();
  };
  EXPECT_EQ(count("\"border.h\""), 0u);
  EXPECT_EQ(count("<string>"), 0u);
  EXPECT_EQ(count("\"hub/base/result.h\""), 1u);
  EXPECT_EQ(count("\"adapters/sdk/border.h\""), 1u) << "not found where it is installed";
}

TEST(Await, NoneInsideACondition) {
  const auto count = [](const std::string& line) {
    return check_await(source("hub/api/a.cpp", line + "\n")).size();
  };
  EXPECT_EQ(count("if (co_await done()) co_return;"), 1u);
  EXPECT_EQ(count("  while (!co_await look(a, b(c))) {"), 1u);
  EXPECT_EQ(count("if (is_done) co_return co_await next();"), 0u);
  EXPECT_EQ(count("// if (co_await done()) co_return;"), 0u);
}

TEST(Gates, EachLibraryHasItsOwn) {
  EXPECT_EQ(check_gates(source("hub/jobs/queue.cpp", "#include <soci/soci.h>\n")).size(), 1u);
  EXPECT_TRUE(check_gates(source("hub/jobs/queue_store.cpp", "#include <soci/soci.h>\n")).empty());
  EXPECT_TRUE(check_gates(source("hub/store/rows.cpp", "#include <soci/soci.h>\n")).empty());
  EXPECT_EQ(check_gates(source("hub/policy/a.cpp", "#include <lua.hpp>\n")).size(), 0u + 1u);
  EXPECT_EQ(check_gates(source("hub/api/a.cpp", "#include <boost/beast/http.hpp>\n")).size(), 1u);
  EXPECT_EQ(check_gates(source("webhooks/a.cpp", "#include <openssl/hmac.h>\n")).size(), 1u);
  EXPECT_TRUE(check_gates(source("hub/http/tls.cpp", "#include <openssl/ssl.h>\n")).empty());
  EXPECT_TRUE(check_gates(source("hub/jobs/a.cpp", "#include <vector>\n")).empty());
}

TEST(Lengths, FilesLinesAndPartnerScripts) {
  EXPECT_EQ(check_file_length(source("hub/a.cpp", repeated("x\n", 401))).size(), 1u);
  EXPECT_TRUE(check_file_length(source("hub/a.cpp", repeated("x\n", 400))).empty());
  EXPECT_EQ(check_file_length(source("scripts/a/partner.lua", repeated("x\n", 201))).size(), 1u);
  EXPECT_TRUE(check_file_length(source("scripts/a/partner.lua", repeated("x\n", 200))).empty());
  EXPECT_EQ(check_line_length(source("hub/a.cpp", std::string(101, 'x'))).size(), 1u);
  EXPECT_TRUE(check_line_length(source("hub/a.cpp", repeated("\xc3\xa9", 100))).empty());
}

TEST(Lengths, TheMedianCountsSourcesThatAreNotTests) {
  const std::vector<SourceFile> tree{
      source("hub/a.cpp", repeated("x\n", 131)), source("hub/b.lua", repeated("x\n", 131)),
      source("hub/c.h", "x\n"), source("tests/d.cpp", "x\n"), source("README.md", "x\n")};
  EXPECT_EQ(median_lines(tree), 131u);
  EXPECT_EQ(check_median(tree).size(), 1u);
  EXPECT_TRUE(check_median(std::span(tree).subspan(2)).empty());
}

TEST(Markers, LeftOversAndPathsOfOneMachine) {
  const std::string marker = std::string("TO") + "DO";
  EXPECT_EQ(check_markers(source("hub/a.cpp", "// " + marker + " later\n")).size(), 1u);
  EXPECT_TRUE(check_markers(source("hub/a.cpp", "f(\"a " + marker + "\")\n")).empty());
  EXPECT_TRUE(check_markers(source("hub/a.cpp", marker + "S_max\n")).empty());
  EXPECT_EQ(check_markers(source("README.md", std::string("cd /wo") + "rk/x\n")).size(), 1u);
}

TEST(PartnerNames, OnlyInPluginsScriptsAndTests) {
  EXPECT_EQ(check_partner_names(source("hub/a.cpp", "f(\"Woolworths\");\n")).size(), 1u);
  EXPECT_EQ(check_partner_names(source("hub/a.cpp", "int agl = 1;\n")).size(), 1u);
  EXPECT_TRUE(check_partner_names(source("hub/a.cpp", "// such as opal\nint eagle;\n")).empty());
  EXPECT_TRUE(check_partner_names(source("plugins/opal/a.cpp", "f(\"opal\");\n")).empty());
  EXPECT_TRUE(check_partner_names(source("scripts/opal/partner.lua", "opal\n")).empty());
}

TEST(Sql, OnlyInStoreFiles) {
  const std::string query = "f(\"SELECT id FROM t\");\n";
  EXPECT_EQ(check_sql(source("hub/api/a.cpp", query)).size(), 1u);
  EXPECT_TRUE(check_sql(source("hub/jobs/queue_store.cpp", query)).empty());
  EXPECT_TRUE(check_sql(source("hub/store/a.cpp", query)).empty());
  EXPECT_TRUE(check_sql(source("hub/api/a.cpp", "// SELECT id\n")).empty());
}

TEST(SchemaKeywords, RefusedUnlessTheyAreNamesOfProperties) {
  const std::string bad = "{\"properties\": {\"a\": {\n\"pattern\": \"x\"}}}";
  const auto found = check_schema_keywords(source("adapters/kinds/a.json", bad));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].line, 2u);
  EXPECT_TRUE(
      check_schema_keywords(
          source("adapters/kinds/a.json", "{\"properties\": {\"format\": {\"type\": \"string\"}}}"))
          .empty());
  EXPECT_EQ(check_schema_keywords(source("adapters/kinds/a.json", "{")).size(), 1u);
}

TEST(PragmaOnce, EveryHeaderHasIt) {
  EXPECT_EQ(check_pragma_once(source("hub/a.h", "int x;\n")).size(), 1u);
  EXPECT_TRUE(check_pragma_once(source("hub/a.h", "#pragma once\n")).empty());
}

TEST(Tree, AFindingNamesFileAndLine) {
  const std::vector<SourceFile> tree{source("hub/api/a.cpp", "\nf(\"DELETE FROM t\");\n")};
  const auto found = check_tree(tree);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(to_text(found[0]).starts_with("hub/api/a.cpp:2: SQL outside"));
}

}  // namespace
}  // namespace patchbay::tidy
