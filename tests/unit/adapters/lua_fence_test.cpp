// Hostile scripts (HOSTS.md section 4): each ends in a clean error, soon, and harms nobody after
// it.

#include "adapters/lua/script.h"
#include "tests/unit/adapters/lua_attacks.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters::lua {
namespace {

/// What only a script that hands its values to C++ can be refused for, or one without files.
const Attack value_attacks[] = {
    {"require", "require('os')", "unknown name \"require\""},
    {"fraction", "return 1 / 2", "fraction"},
    {"cycle", "local t = {} t.t = t return t", "nested too deep"},
};

std::string script_with(const std::string& body) {
  return "return {\nattack = function()\n" + body +
         "\nend,\nhonest = function(n) return { double = n * 2, name = (\"abc\"):upper() } end }\n";
}

class Hostile : public ::testing::TestWithParam<Attack> {};

TEST_P(Hostile, ends_soon_in_a_clean_error_and_the_next_call_is_untouched) {
  const ScratchFolder folder;
  const std::string file = folder.write("attack.lua", script_with(GetParam().body));
  auto script = load_script(file, {});
  ASSERT_TRUE(script) << script.error().message;
  double least_ms = stopped_ms_max;  // what else the machine does only adds
  for (int round = 0; round < 3; ++round) {
    const double start = thread_cpu_ms();
    const auto answer = (*script)->call({"attack"}, {});
    least_ms = std::min(least_ms, thread_cpu_ms() - start);
    ASSERT_FALSE(answer) << boost::json::serialize(*answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::invalid);
    EXPECT_TRUE(is_stopped_for(answer.error().message, GetParam().error)) << answer.error().message;
    EXPECT_NE(answer.error().message.find("attack.lua"), std::string::npos)
        << answer.error().message;
    const auto honest = (*script)->call({"honest"}, {21});
    ASSERT_TRUE(honest) << honest.error().message;
    EXPECT_EQ(boost::json::serialize(*honest), R"({"double":42,"name":"ABC"})");
  }
  EXPECT_LT(least_ms, stopped_ms_max);
}

const auto name_of_attack = [](const auto& tested) { return std::string(tested.param.name); };
INSTANTIATE_TEST_SUITE_P(Fence, Hostile, ::testing::ValuesIn(core_attacks), name_of_attack);
INSTANTIATE_TEST_SUITE_P(Values, Hostile, ::testing::ValuesIn(value_attacks), name_of_attack);

TEST(Fence, refuses_bytecode_and_syntax_errors_with_file_and_line) {
  const ScratchFolder folder;
  const auto bytecode = load_script(folder.write("b.lua", "\x1bLua\x54"), {});
  ASSERT_FALSE(bytecode);
  EXPECT_NE(bytecode.error().message.find("b.lua"), std::string::npos);
  const auto syntax = load_script(folder.write("s.lua", "return {\n  a = = 1 }"), {});
  ASSERT_FALSE(syntax);
  EXPECT_NE(syntax.error().message.find("s.lua:2"), std::string::npos) << syntax.error().message;
  EXPECT_FALSE(load_script(folder.write("n.lua", std::string(5'000, '(')), {}));
  EXPECT_FALSE(load_script(folder.write("l.lua", std::string(300 * 1024, ' ')), {}));
  const auto missing = load_script((folder.path() / "none.lua").string(), {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
}

TEST(Fence, a_chunk_that_never_returns_does_not_load) {
  const ScratchFolder folder;
  const double start = thread_cpu_ms();
  const auto script = load_script(folder.write("loop.lua", "while true do end"), {});
  ASSERT_FALSE(script);
  EXPECT_NE(script.error().message.find("loop.lua:1"), std::string::npos);
  EXPECT_LT(thread_cpu_ms() - start, stopped_ms_max);
}

TEST(Fence, nothing_leaks_from_call_to_call) {
  const ScratchFolder folder;
  auto script = load_script(folder.write("leak.lua", R"(
    local count = 0
    return { count = function() count = count + 1; seen = pcall(function() return secret end)
               secret = count; return { count = count, seen = seen } end })"),
                            {});
  ASSERT_TRUE(script) << script.error().message;
  for (int i = 0; i < 3; ++i) {
    const auto answer = (*script)->call({"count"}, {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(boost::json::serialize(*answer), R"({"count":1,"seen":false})");
  }
}

TEST(Fence, a_small_memory_limit_is_an_error_not_an_abort) {
  const ScratchFolder folder;
  const std::string file = folder.write("m.lua", "return { f = function(t) return t end }");
  Limits tiny;
  tiny.memory_bytes_max = 2'000;
  EXPECT_FALSE(load_script(file, {}, tiny));
  tiny.memory_bytes_max = 10'000;
  EXPECT_FALSE(load_script(file, {}, tiny));
  Limits small;
  small.memory_bytes_max = 200'000;
  auto script = load_script(file, {}, small);
  ASSERT_TRUE(script) << script.error().message;
  const auto answer = (*script)->call({"f"}, {boost::json::value(std::string(300'000, 'x'))});
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().message.find("memory"), std::string::npos) << answer.error().message;
  EXPECT_TRUE((*script)->call({"f"}, {1}));
}

}  // namespace
}  // namespace patchbay::adapters::lua
