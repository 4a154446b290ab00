#include "adapters/lua/script.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters::lua {
namespace {

Result<std::vector<Declaration>> declare(const std::string& text) {
  static const ScratchFolder folder;
  return run_declarations(folder.write("tiers.lua", text), {"tier", "milestone"});
}

std::string message_of(const std::string& text) {
  const auto result = declare(text);
  return result ? "no error" : result.error().message;
}

TEST(Declarations, keep_their_order_values_and_lines) {
  const auto result = declare(R"(-- tiers
tier { id = "bronze", from = 0 }
milestone {
  id = "first", amount = AUD(20), partners = { "a", "b" },
}
local from = 500
tier { id = "silver", from = from })");
  ASSERT_TRUE(result) << result.error().message;
  ASSERT_EQ(result->size(), 3u);
  EXPECT_EQ((*result)[0].name, "tier");
  EXPECT_EQ((*result)[0].value.at("from").as_int64(), 0);
  EXPECT_TRUE((*result)[0].where.ends_with("tiers.lua:2")) << (*result)[0].where;
  EXPECT_EQ((*result)[1].value.at("amount").at("minor").as_int64(), 2000);
  EXPECT_EQ((*result)[1].value.at("partners").as_array().size(), 2u);
  EXPECT_TRUE((*result)[1].where.ends_with("tiers.lua:3")) << (*result)[1].where;
  EXPECT_EQ((*result)[2].value.at("from").as_int64(), 500);
}

TEST(Declarations, errors_name_file_and_line) {
  for (const auto& [text, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {"\ntier { from = 0.5 }", "fraction"},
           {"\ntier(1)", "one table"},
           {"\ntier { 1, 2 }", "names and values"},
           {"\ntiers { id = 1 }", "unknown name \"tiers\""},
           {"\ntier { id = os.time() }", "unknown name \"os\""},
           {"\ntier { id = ", "tiers.lua"},
           {"\nwhile true do end", "was stopped"},
           {"\nwhile true do tier { id = 1 } end", "tiers.lua:2"}}) {
    const std::string message = message_of(text);
    EXPECT_NE(message.find("tiers.lua:2"), std::string::npos) << message;
    EXPECT_NE(message.find(words), std::string::npos) << message;
  }
}

TEST(Declarations, a_missing_file_is_not_found) {
  const auto result = run_declarations("no/such/file.lua", {"tier"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace patchbay::adapters::lua
