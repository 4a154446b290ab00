// Every rule of lint on a script of a few lines: what it finds, where, and that it is quiet else.

#include "adapters/lint.h"

#include <gtest/gtest.h>

#include "adapters/lua/lua_plug.h"
#include "adapters/lua_tokens.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters {
namespace {

using lua::ScratchFolder;

/// Findings over a transport partner whose function is `body` and whose manifest has `more`.
std::vector<LintFinding> lint_of(const std::string& body, const std::string& more = "",
                                 const std::string& cases = "") {
  const ScratchFolder folder;
  const std::string script =
      "local function check_balance(call, request)\n" + body +
      "\nend\nreturn {\n  id = \"x\", name = \"X\", kind = \"transport\", version = \"1\",\n  " +
      more + "\n  capabilities = { check_balance = check_balance } }\n";
  LintInput input;
  input.file = folder.write("partner.lua", script);
  input.source = script;
  if (auto plug = lua::load_plug(folder.path().string()))
    input.manifest = (*plug)->manifest();
  else
    input.load_error = plug.error().message;
  const std::string shown =
      R"([{"name": "one", "capability": "check_balance", "request": {"account": "1"},
           "exchange": [], "outcome": {"kind": "retryable"}}])";
  auto read = parse_cases("cases/one.json", cases.empty() ? shown : cases);
  if (read)
    input.cases = *read;
  else
    input.cases_error = read.error().message;
  input.has_module = [](const std::string& name) { return name == "there"; };
  return lint(input);
}

/// "rule:line" of each finding.
std::vector<std::string> rules(const std::vector<LintFinding>& findings) {
  std::vector<std::string> found;
  for (const auto& one : findings) found.push_back(one.rule + ":" + std::to_string(one.line));
  return found;
}

using Rules = std::vector<std::string>;

TEST(Lint, a_sound_script_has_nothing_to_mend) {
  const auto findings = lint_of(R"(
    local reply <const> = call:get(url.path("cards", request.account), { headers = { a = "b" } })
    if reply.status ~= 200 then return reply.outcome end
    for i, row in ipairs(reply.json.rows or {}) do
      if row.a < i then goto next end
      ::next::
    end
    local sum = AUD(20)
    local function helper(a, ...) return a, ... end
    repeat local again = helper(1) until again
    -- os.time() is a comment, "io.open" a text
    return succeeded { balance_minor = sum.minor, currency = "AUD", note = [[os.exit()]] })");
  EXPECT_EQ(rules(findings), Rules{}) << findings[0].message;
}

TEST(Lint, names_that_do_not_exist_are_errors_with_a_hint) {
  for (const auto& [body, rule, words] :
       std::initializer_list<std::tuple<const char*, const char*, const char*>>{
           {"return retryable(os.time())", "forbidden-global:2", "call.now"},
           {"local f = io", "forbidden-global:2", "read_file"},
           {"\n\nreturn succeded {}", "unknown-global:4", "did you mean \"succeeded\""},
           {"local t = { key = valeu }", "unknown-global:2", "declare it"},
           {"counter = 1", "global:2", "local counter"},
           {"return url.escap(\"a\")", "unknown-member:2", "did you mean \"escape\""},
           {"call:gett(\"/a\")", "unknown-member:2", "did you mean \"get\""},
           {"require \"missing\"", "require:2", "missing.lua"}}) {
    const auto findings = lint_of(body);
    const auto found = std::find_if(findings.begin(), findings.end(), [&](const auto& one) {
      return one.rule + ":" + std::to_string(one.line) == rule;
    });
    ASSERT_NE(found, findings.end()) << body;
    EXPECT_EQ(found->severity, Severity::error);
    EXPECT_NE(found->mend.find(words), std::string::npos) << found->mend;
  }
}

TEST(Lint, a_name_is_what_stands_in_front_of_it) {
  EXPECT_EQ(rules(lint_of("local t = { os = 1, io = 2 }\nt.load = t.os\nreturn t:debug()")),
            Rules{});
}

TEST(Lint, a_script_that_does_not_load_says_where) {
  const auto syntax = lint_of("local = 1");
  ASSERT_FALSE(syntax.empty());
  EXPECT_EQ(rules({syntax[0]}), Rules{"load:2"});
  EXPECT_EQ(syntax[0].message.find(".lua"), std::string::npos) << syntax[0].message;
  const auto key = lint_of("return 1", "setings = {},");
  ASSERT_EQ(rules(key), Rules{"load:6"});
  EXPECT_NE(key[0].message.find("did you mean \"settings\""), std::string::npos);
}

TEST(Lint, settings_and_secrets_are_declared_and_read) {
  const std::string more =
      "settings = { { name = \"api_url\", type = \"url\" }, { name = \"zone\" } },\n"
      "  secrets = { \"pin\" },";
  EXPECT_EQ(rules(lint_of("return retryable(call.settings.zone .. call.secrets.pin)", more)),
            Rules{});
  EXPECT_EQ(rules(lint_of("return retryable('')", more)),
            (Rules{"unused-setting:6", "unused-secret:7"}));
  const auto unknown = lint_of("return retryable(call.settings.zon .. call.secrets.pim)", more);
  EXPECT_EQ(unknown[0].rule, "undeclared-setting");
  EXPECT_EQ(unknown[0].mend, "did you mean \"zone\"?");
  EXPECT_EQ(unknown[1].rule, "undeclared-secret");
}

/// A partner that hands out value.
std::vector<LintFinding> lint_value_of(const std::string& body, const std::string& settle) {
  const ScratchFolder folder;
  const std::string script = "local function top_up(call, request)\n" + body +
                             "\nend\nreturn { id = \"x\", name = \"X\", kind = \"transport\",\n"
                             "version = \"1\", settle = { " +
                             settle + " }, capabilities = { top_up = top_up } }";
  LintInput input;
  input.file = folder.write("partner.lua", script);
  input.source = script;
  input.manifest = lua::load_plug(folder.path().string()).value()->manifest();
  return lint(input);
}

TEST(Lint, value_needs_a_way_to_settle_a_key_and_a_word) {
  const std::string good =
      "return call:post('/a', { headers = { K = call.key }, moves_value = true }).outcome";
  EXPECT_EQ(rules(lint_value_of(good, "{ by = \"repeat_same_key\" }")), Rules{"no-case:0"});
  EXPECT_EQ(rules(lint_value_of(good, "")), (Rules{"no-case:0", "settle:1"}));
  EXPECT_EQ(rules(lint_value_of("return call:post('/a').outcome", "{ by = \"repeat_same_key\" }")),
            (Rules{"no-case:0", "moves-value:1", "key:5"}));
}

TEST(Lint, cases_must_fit_and_cover) {
  const auto bad = lint_of("return retryable('')", "", R"([
    {"name": "a", "capability": "check_balanc", "request": {}, "exchange": [],
     "outcome": {"kind": "retryable"}},
    {"name": "b", "capability": "check_balance", "request": {"card": 1}, "exchange": [],
     "outcome": {"kind": "retryable"}},
    {"name": "c", "capability": "check_balance", "request": {"account": "1"}, "exchange": [],
     "outcome": {"kind": "succeeded", "result": {"balance": 1}}}])");
  ASSERT_EQ(rules(bad), (Rules{"case:0", "case:0", "case:0"}));
  EXPECT_NE(bad[0].message.find("did you mean \"check_balance\""), std::string::npos);
  EXPECT_NE(bad[1].message.find("check_balance request"), std::string::npos);
  EXPECT_NE(bad[2].message.find("check_balance result"), std::string::npos);
  EXPECT_EQ(rules(lint_of("return retryable('')", "", "[]")), Rules{"no-case:0"});
  EXPECT_EQ(rules(lint_of("return retryable('')", "", "[")), Rules{"case:0"});
}

std::vector<std::string> texts(const std::string& source) {
  std::vector<std::string> words;
  for (const auto& token : lua_tokens(source))
    words.push_back(std::to_string(token.line) + token.text);
  return words;
}

TEST(LuaTokens, skip_comments_and_keep_lines) {
  EXPECT_EQ(texts("a = 'x\\'y' -- b\n--[==[ c\n]] ]==] d..1.5\n[[e\nf]] g"),
            (Rules{"1a", "1=", "1x\\'y", "3d", "3..", "31.5", "4e\nf", "5g"}));
}

TEST(LuaTokens, take_any_bytes) {
  for (const char* open : {"\"", "'a\\", "[==[", "--[[", "\xff\x01", "[", "[=", "::", "a.b:c"})
    EXPECT_LE(lua_tokens(open).size(), 5u) << open;
}

}  // namespace
}  // namespace patchbay::adapters
