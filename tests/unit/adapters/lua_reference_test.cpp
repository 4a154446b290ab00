// The declarations of helpers, against what scripts find and what is checked in.

#include "adapters/lua/reference.h"

#include <fstream>
#include <iterator>

#include "adapters/lua/helper_table.h"
#include "tests/unit/adapters/lua_call_support.h"

namespace patchbay::adapters::lua {
namespace {

TEST(LuaReference, every_name_is_declared_and_every_declared_name_is_there) {
  EXPECT_EQ(declared_names(), reachable_names());
  EXPECT_GT(declared_names().size(), 100u);
}

TEST(LuaReference, the_checked_in_page_is_what_is_generated) {
  std::ifstream stream("docs/lua.md");
  const std::string page{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(page, lua_reference()) << "write it anew: patchbay lua reference > docs/lua.md";
}

TEST(LuaReference, every_helper_says_what_it_does_and_shows_it) {
  for (const auto& group : helper_groups()) {
    EXPECT_FALSE(group.doc.empty()) << group.name;
    for (const auto& function : group.functions) {
      EXPECT_TRUE(function.doc.ends_with('.')) << group.name << " " << function.name;
      EXPECT_FALSE(function.example.empty()) << group.name << " " << function.name;
    }
  }
}

/// Examples that are a comparison hold; the others are whole pieces of Lua.
TEST(LuaReference, examples_are_true) {
  int compared = 0;
  for (const auto& group : helper_groups())
    for (const auto& function : group.functions) {
      if (function.example.find(" == ") == std::string::npos) continue;
      EXPECT_EQ(value_of(function.example), "true") << function.example;
      ++compared;
    }
  EXPECT_GE(compared, 7);
}

TEST(LuaStubs, are_a_chunk_of_lua_that_declares_every_helper) {
  const ScratchFolder folder;
  const std::string stubs = lua_stubs();
  folder.write("plug/stubs.lua", stubs);
  EXPECT_TRUE(plug_with(folder, "return 1")) << "the stubs do not compile";
  for (const char* line : {"---@meta", "---@class Call", "---@param options? RequestOptions",
                           "function Call:get(path, options) end", "function xml.decode(text) end",
                           "function AUD(amount) end", "function Reply:expect(...) end",
                           "---@field key string", "---@return Reply"})
    EXPECT_NE(stubs.find(line), std::string::npos) << line;
}

}  // namespace
}  // namespace patchbay::adapters::lua
