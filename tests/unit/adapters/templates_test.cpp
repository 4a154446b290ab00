// A new partner of every kind is sound from its first minute: it loads, lint finds nothing, its
// cases pass and cover it, its page says what it is.

#include "adapters/templates.h"

#include <gtest/gtest.h>

#include "adapters/cases.h"
#include "adapters/kind_schema.h"
#include "adapters/kinds.h"
#include "adapters/lint.h"
#include "adapters/lua/lua_plug.h"
#include "adapters/lua/script.h"
#include "adapters/partner_page.h"
#include "hub/base/embedded.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters {
namespace {

using lua::ScratchFolder;

NewPartner partner_of(const std::string& kind, bool native = false) {
  return {"fuel_card", "Fuel card", kind, native, "fuel_card"};
}

void write_all(const ScratchFolder& folder, const std::vector<NewFile>& files) {
  for (const auto& file : files) folder.write(file.path, file.text);
}

std::string text_of(const std::vector<NewFile>& files, const std::string& path) {
  for (const auto& file : files)
    if (file.path == path) return file.text;
  return {};
}

TEST(Templates, every_kind_is_sound) {
  for (const auto& kind : kind_names()) {
    SCOPED_TRACE(kind);
    const ScratchFolder folder;
    const auto files = new_partner_files(partner_of(kind)).value();
    write_all(folder, files);
    for (const auto& file : files)
      EXPECT_EQ(file.text.find("@id@"), std::string::npos) << file.path;
    const std::string path = folder.path().string();
    const auto plug = lua::load_plug(path);
    ASSERT_TRUE(plug) << plug.error().message;
    const auto report = run_cases(**plug, path);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report->uncovered.empty());
    EXPECT_GE(report->cases.size(), 3u);
    for (const auto& one : report->cases) EXPECT_TRUE(one.passed) << one.name << one.difference;
    LintInput input;
    input.file = path + "/partner.lua";
    input.source = text_of(files, "partner.lua");
    input.manifest = (*plug)->manifest();
    input.cases = read_cases(path).value();
    for (const auto& one : lint(input)) ADD_FAILURE() << one.line << ": " << one.message;
    const auto sandbox = lua::load_script(path + "/sandbox.lua", {});
    EXPECT_TRUE(sandbox) << sandbox.error().message;
  }
}

TEST(Templates, a_native_one_has_the_same_sandbox_and_cases) {
  for (const auto& kind : kind_names()) {
    const auto lua_files = new_partner_files(partner_of(kind)).value();
    const auto files = new_partner_files(partner_of(kind, true)).value();
    EXPECT_EQ(text_of(files, "sandbox.lua"), text_of(lua_files, "sandbox.lua"));
    const std::string source = text_of(files, "fuel_card.cpp");
    EXPECT_NE(source.find("PATCHBAY_PLUGIN(make)"), std::string::npos) << kind;
    EXPECT_NE(text_of(files, "CMakeLists.txt").find("patchbay_add_plugin(fuel_card fuel_card.cpp)"),
              std::string::npos);
    for (const auto& file : lua_files)
      if (file.path.starts_with("cases/")) {
        EXPECT_EQ(text_of(files, file.path), file.text) << kind;
        const auto capability = file.path.substr(6, file.path.size() - 11);
        EXPECT_NE(source.find("sdk::Conversation " + capability + "("), std::string::npos) << kind;
      }
  }
}

TEST(Templates, refuse_what_cannot_be_a_partner) {
  for (const char* id : {"", "Acme", "9to5", "a-b", "../x", "a b"}) {
    auto partner = partner_of("retail");
    partner.id = id;
    EXPECT_FALSE(new_partner_files(partner)) << id;
  }
  auto partner = partner_of("retail");
  partner.name = "A \"quoted\" name";
  EXPECT_FALSE(new_partner_files(partner));
  EXPECT_NE(new_partner_files(partner_of("retial")).error().message.find("retail"),
            std::string::npos);
}

TEST(PartnerPage, says_what_is_declared) {
  const ScratchFolder folder;
  write_all(folder, new_partner_files(partner_of("retail")).value());
  const auto plug = lua::load_plug(folder.path().string()).value();
  const auto page = partner_page(plug->manifest(), read_cases(folder.path().string()).value());
  const std::string text = to_markdown(page);
  for (const char* words :
       {"# Fuel card\n", "| `api_url` | URL | must be given | where the partner's API answers |",
        "`client_id`, `client_secret`", "### issue_voucher\n\nMoves value.",
        "| `amount_minor` | whole number | yes | at least 1 |",
        "`find_issued`: the partner is asked", "`oauth2_client_credentials`",
        "| calls a second | 10 |", "| `issue_voucher` | cut after sending | unknown |"})
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  const std::string html = to_html(page);
  EXPECT_NE(html.find("<title>Fuel card</title>"), std::string::npos);
  EXPECT_NE(html.find("<td><code>api_url</code></td>"), std::string::npos);
}

TEST(Page, escapes_what_would_be_markup) {
  Page page;
  page.heading(2, "a < b & c");
  page.table({"x"}, {{"one | two\nthree `<b>`"}});
  page.table({"none"}, {});
  EXPECT_EQ(to_markdown(page), "## a < b & c\n\n| x |\n| --- |\n| one \\| two three `<b>` |\n");
  EXPECT_NE(to_html(page).find("<h2>a &lt; b &amp; c</h2>\n"), std::string::npos);
  EXPECT_NE(to_html(page).find("<code>&lt;b&gt;</code>"), std::string::npos);
}

TEST(KindSchema, names_fields_types_and_limits) {
  const auto fields = request_fields("support", "refer");
  ASSERT_EQ(fields.size(), 4u);
  EXPECT_EQ(fields[0].name, "reference");
  EXPECT_EQ(fields[0].type, "text");
  EXPECT_TRUE(fields[0].required);
  EXPECT_EQ(fields[3].name, "note");
  EXPECT_EQ(fields[3].notes, "characters at most 2000");
  EXPECT_FALSE(fields[3].required);
  EXPECT_EQ(result_fields("support", "availability").at(0).type, "list of { from, until, places }");
  EXPECT_EQ(result_fields("support", "refer").at(1).type, "one of accepted, waiting");
  EXPECT_TRUE(request_fields("support", "nothing").empty());
  EXPECT_TRUE(request_fields("nobody", "refer").empty());
}

}  // namespace
}  // namespace patchbay::adapters
