#include "hub/policy/lua_text.h"

#include <gtest/gtest.h>

namespace patchbay::policy {
namespace {

const std::string text = R"(-- milestone { id = "month_1", days = 7 }
--[[ milestone { id = "month_1", days = 8 } ]]
milestone { id = "month_1", note = [[ days = 9, ]], inner = { days = 10 },
  when = function(facts) if facts.days > 3 then return true, 1 end; return false end,
  days = 30, ["points"] = 'five', calc = 3 * 10 }
tier { id = "a", from = 1 } tier { id = "b", from = 2 }
)";

std::string value(const LuaCall& call, std::string_view field) {
  const LuaText file(text);
  return file.plain(file.find_value(call, field));
}

TEST(LuaText, a_field_is_found_at_the_first_level_of_its_call) {
  EXPECT_EQ(value({"milestone", 3, "month_1"}, "days"), "30");
  EXPECT_EQ(value({"milestone", 3, "month_1"}, "points"), "'five'");
  EXPECT_EQ(value({"milestone", 3, "month_1"}, "calc"), "3 * 10");
  EXPECT_EQ(value({"milestone", 3, "month_1"}, "inner"), "{ days = 10 }");
}

TEST(LuaText, a_function_ends_where_it_ends_whatever_is_in_it) {
  EXPECT_EQ(value({"milestone", 3, "month_1"}, "when"),
            "function ( facts ) if facts . days > 3 then return true , 1 end ; return false end");
}

TEST(LuaText, calls_of_one_line_are_told_apart_by_id) {
  EXPECT_EQ(value({"tier", 6, "a"}, "from"), "1");
  EXPECT_EQ(value({"tier", 6, "b"}, "from"), "2");
  EXPECT_EQ(value({"tier", 6, "c"}, "from"), "");
}

TEST(LuaText, what_is_not_there_is_empty) {
  EXPECT_EQ(value({"milestone", 3, "month_1"}, "amount"), "");
  EXPECT_EQ(value({"milestone", 4, "month_1"}, "days"), "");
  EXPECT_EQ(value({"reward", 3, "month_1"}, "days"), "");
}

TEST(LuaText, broken_text_is_read_as_far_as_it_goes) {
  for (const std::string broken :
       {"tier { a = ", "tier { [[", "tier ({", "'", "\"\\", "--[[", "tier { a = function",
        "tier {,,;}", "tier { } } )", "[", "#!", "tier { a = \"", "tier { [\"a\"] }"}) {
    const LuaText file(broken);
    EXPECT_EQ(file.plain(file.find_value({"tier", 1, "tier"}, "b")), "") << broken;
    EXPECT_LE(file.plain_around({"tier"}).size(), 2 * broken.size() + 1) << broken;
  }
}

TEST(LuaText, what_stands_around_calls_has_no_layout) {
  const LuaText file("local  x = 1 -- one\ntier { id = \"a\" }\nlocal y=2");
  EXPECT_EQ(file.plain_around({"tier"}), "local x = 1 local y = 2 ");
}

TEST(LuaText, line_ends_of_every_kind_count_once) {
  const LuaText file("\r\n\rtier { id = \"a\",\n from = 5 }");
  EXPECT_EQ(file.plain(file.find_value({"tier", 3, "a"}, "from")), "5");
}

TEST(LuaText, a_place_is_folder_file_and_line) {
  const LuaPlace place = parse_place("policies/guide/benefits.lua:12");
  EXPECT_EQ(place.folder, "policies/guide");
  EXPECT_EQ(place.file, "benefits.lua");
  EXPECT_EQ(place.line, 12U);
  EXPECT_EQ(parse_place("tiers.lua:4").folder, "");
}

}  // namespace
}  // namespace patchbay::policy
