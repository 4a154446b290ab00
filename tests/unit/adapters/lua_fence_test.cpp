// Hostile scripts (HOSTS.md section 4): each ends in a clean error, soon, and harms nobody after
// it.

#include "adapters/lua/script.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters::lua {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double cpu_ms_max = 10'000;  // every memory access costs many: the stop itself is tested
#else
constexpr double cpu_ms_max = 250;
#endif

struct Attack {
  const char* name;
  const char* body;
  const char* error;  ///< must stand in the message
};

const Attack attacks[] = {
    {"endless_loop", "while true do end", "instructions"},
    {"endless_recursion", "local function f() return f() end f()", "instructions"},
    {"deep_recursion", "local function f() return 1 + f() end f()", "attack.lua:3"},
    {"pcall_in_a_loop", "while true do pcall(function() while true do end end) end",
     "instructions"},
    {"nested_pcall", "local function f() pcall(f) while true do end end f()", "instructions"},
    {"goto_loop", "::again:: goto again", "instructions"},
    {"for_over_all_integers", "for i = math.mininteger, math.maxinteger do end", "instructions"},
    {"rep_of_empty_text", "local s = (''):rep(math.maxinteger) while #s == 0 do end",
     "instructions"},
    {"rep_of_empty_text_in_a_loop", "while true do (''):rep(1000000000) end", "instructions"},
    {"big_rep", "return ('x'):rep(1 << 40)", "instructions"},
    {"rep_over_the_memory", "local t = {} for i = 1, 100 do t[i] = ('x'):rep(1 << 20) .. i end",
     "attack.lua:3"},
    {"rep_with_separator", "return (''):rep(1 << 50, ',')", "instructions"},
    {"doubling_concat", "local s = 'x' while true do s = s .. s end", "memory"},
    {"doubling_concat_in_pcall",
     "while true do pcall(function() local s = 'x' while true do s = s .. s end end) end",
     "memory"},
    {"table_bomb", "local t = {} for i = 1, 1e9 do t[i] = {} end", "attack.lua:3"},
    {"table_bomb_of_texts", "local t = {} for i = 1, 1e9 do t['k' .. i] = i end", "attack.lua:3"},
    {"table_move_over_nils", "table.move({}, 1, 100000000, 2)", "instructions"},
    {"table_move_overflow", "table.move({}, -math.maxinteger, 0, 1)", "instructions"},
    {"table_unpack_many", "return table.unpack({}, 1, 900000)", "attack.lua:3"},
    {"table_unpack_all", "return table.unpack({}, math.mininteger, math.maxinteger)",
     "instructions"},
    {"table_concat_many", "return table.concat({}, ',', 1, math.maxinteger)", "instructions"},
    {"table_insert_shifts",
     "local t = {} for i = 1, 3000 do t[i] = i end "
     "while true do table.insert(t, 1, 0) end",
     "attack.lua:3"},
    {"default_sort",
     "local t = {} for i = 1, 100000 do t[i] = (i * 7919) % 100003 end "
     "while true do table.sort(t) end",
     "attack.lua:3"},
    {"endless_comparator", "local t = {3, 2, 1} table.sort(t, function() while true do end end)",
     "instructions"},
    {"sort_of_long_texts",
     "local t = {} local s = ('x'):rep(2000) for i = 1, 1000 do t[i] = s .. (i % 10) end "
     "while true do table.sort(t) end",
     "attack.lua:3"},
    {"pattern_two_stars", "return (('a'):rep(2000)):find('a*a*b')", "instructions"},
    {"pattern_four_stars", "return (('a'):rep(300)):match('a*a*a*a*b')", "instructions"},
    {"pattern_optional_letters",
     "local n = 30 return (('a'):rep(n)):find(('a?'):rep(n) .. ('a'):rep(n) .. 'b')",
     "instructions"},
    {"pattern_lazy", "return (('a'):rep(3000)):match('.-.-.-b')", "instructions"},
    {"pattern_in_gmatch", "for w in (('a'):rep(3000)):gmatch('a*a*b') do end", "instructions"},
    {"pattern_in_gsub", "return (('a'):rep(3000)):gsub('a*a*b', '')", "instructions"},
    {"pattern_balanced", "return (('('):rep(20000)):gsub('%b()', '')", "instructions"},
    {"pattern_long_set",
     "local p = '[' .. ('b'):rep(60000) .. ']*c' return (('a'):rep(60000)):find(p)",
     "instructions"},
    {"pattern_too_deep", "return ('x'):find(('('):rep(300) .. ('x'))", "captures"},
    {"gsub_that_grows", "local s = ('x'):rep(100000) return (s:gsub('x', ('y'):rep(100000)))",
     "attack.lua:3"},
    {"gsub_callback_loop", "return ('x'):gsub('x', function() while true do end end)",
     "instructions"},
    {"compare_of_long_texts",
     "local a = ('\\0'):rep(3000000) local b = a .. 'x' local c while true do c = a < b end",
     "CPU"},
    {"hash_of_long_texts",
     "local t, s = {}, ('x'):rep(40000) for i = 1, 1e9 do t[s .. i] = nil end", "attack.lua:3"},
    {"io", "io.open('/etc/passwd')", "unknown name \"io\""},
    {"os", "os.execute('true')", "unknown name \"os\""},
    {"debug", "debug.sethook()", "unknown name \"debug\""},
    {"load", "load('return 1')()", "unknown name \"load\""},
    {"loadfile", "loadfile('/etc/passwd')", "unknown name \"loadfile\""},
    {"dofile", "dofile('/etc/passwd')", "unknown name \"dofile\""},
    {"require", "require('os')", "unknown name \"require\""},
    {"package", "return package.loaded", "unknown name \"package\""},
    {"coroutine", "coroutine.wrap(function() while true do end end)()",
     "unknown name \"coroutine\""},
    {"collectgarbage", "collectgarbage('stop')", "unknown name \"collectgarbage\""},
    {"xpcall", "xpcall(error, error)", "unknown name \"xpcall\""},
    {"setmetatable", "setmetatable({}, {__gc = function() while true do end end})",
     "unknown name \"setmetatable\""},
    {"getmetatable", "getmetatable('').__index = nil", "unknown name \"getmetatable\""},
    {"rawset", "rawset(string, 'len', nil)", "unknown name \"rawset\""},
    {"string_dump", "string.dump(function() end)", "nil value"},
    {"math_random", "math.random()", "nil value"},
    {"close_variable", "local x <close> = {}", "non-closable"},
    {"change_the_library", "string.upper = nil", "cannot be changed"},
    {"change_the_library_by_insert", "table.insert(string, 'x')", "cannot be changed"},
    {"address", "return ('%p'):format({})", "%p"},
    {"texts_are_no_numbers", "return '10' + 5", "arithmetic"},
    {"error_without_place", "error('no place', 0)", "attack.lua:3"},
    {"error_table", "error({})", "attack.lua:3"},
    {"fraction", "return 1 / 2", "fraction"},
    {"cycle", "local t = {} t.t = t return t", "nested too deep"},
    {"function_as_value", "return { f = print_me or type }", "unknown name \"print_me\""},
};

std::string script_with(const std::string& body) {
  return "return {\nattack = function()\n" + body +
         "\nend,\nhonest = function(n) return { double = n * 2, name = (\"abc\"):upper() } end }\n";
}

/// A runaway script meets whichever of its two budgets is used up first: with a sanitizer, which
/// slows every instruction, that may be the CPU time.
bool is_stopped_for(const std::string& message, const std::string& error) {
  if (message.find(error) != std::string::npos) return true;
  return error == "instructions" && message.find("CPU time") != std::string::npos;
}

class Hostile : public ::testing::TestWithParam<Attack> {};

TEST_P(Hostile, ends_soon_in_a_clean_error_and_the_next_call_is_untouched) {
  const ScratchFolder folder;
  const std::string file = folder.write("attack.lua", script_with(GetParam().body));
  auto script = load_script(file, {});
  ASSERT_TRUE(script) << script.error().message;
  for (int round = 0; round < 2; ++round) {
    const double start = thread_cpu_ms();
    const auto answer = (*script)->call({"attack"}, {});
    EXPECT_LT(thread_cpu_ms() - start, cpu_ms_max);
    ASSERT_FALSE(answer) << boost::json::serialize(*answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::invalid);
    EXPECT_TRUE(is_stopped_for(answer.error().message, GetParam().error)) << answer.error().message;
    EXPECT_NE(answer.error().message.find("attack.lua"), std::string::npos)
        << answer.error().message;
    const auto honest = (*script)->call({"honest"}, {21});
    ASSERT_TRUE(honest) << honest.error().message;
    EXPECT_EQ(boost::json::serialize(*honest), R"({"double":42,"name":"ABC"})");
  }
}

INSTANTIATE_TEST_SUITE_P(Fence, Hostile, ::testing::ValuesIn(attacks),
                         [](const auto& tested) { return std::string(tested.param.name); });

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
  EXPECT_LT(thread_cpu_ms() - start, cpu_ms_max);
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
