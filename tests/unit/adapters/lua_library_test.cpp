// What scripts can rely on: patterns as in the manual, order, exact money, JSON both ways.

#include "adapters/lua/pattern.h"
#include "adapters/lua/script.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters::lua {
namespace {

/// Runs `return <expression>` and gives its JSON, or the error's message.
std::string evaluate(const std::string& expression) {
  const ScratchFolder folder;
  auto script =
      load_script(folder.write("x.lua", "return { f = function() return " + expression + " end }"),
                  {{"twice", [](const boost::json::value& arguments) -> boost::json::value {
                      return arguments.at(0).as_int64() * 2;
                    }}});
  if (!script) return script.error().message;
  const auto answer = (*script)->call({"f"}, {});
  return answer ? boost::json::serialize(*answer) : answer.error().message;
}

TEST(LuaPatterns, find_and_match) {
  EXPECT_EQ(evaluate("{ ('hello world'):find('o w') }"), "[5,7]");
  EXPECT_EQ(evaluate("{ ('hello'):find('l+') }"), "[3,4]");
  EXPECT_EQ(evaluate("{ ('hello'):find('xyz') or 0 }"), "[0]");
  EXPECT_EQ(evaluate("{ ('a.b'):find('.', 2, true) }"), "[2,2]");
  EXPECT_EQ(evaluate("{ ('abc'):find('b', -1) or 0 }"), "[0]");
  EXPECT_EQ(evaluate("('  trim me '):match('^%s*(.-)%s*$')"), R"("trim me")");
  EXPECT_EQ(evaluate("{ ('k = v'):match('(%w+)%s*=%s*(%w+)') }"), R"(["k","v"])");
  EXPECT_EQ(evaluate("{ ('abc'):match('()b()') }"), "[2,3]");
  EXPECT_EQ(evaluate("('f(a(b)c)d'):match('%b()')"), "\"(a(b)c)\"");
  EXPECT_EQ(evaluate("('THE (quick) fox'):find('%f[%a]%a+%f[%A]', 5)"), "6");
  EXPECT_EQ(evaluate(R"x(('say "hi"'):match('(["\'])(.-)%1'))x"), R"x("\"")x");
  EXPECT_EQ(evaluate("('2026-11-21'):match('^%d%d%d%d%-%d%d')"), R"("2026-11")");
  EXPECT_EQ(evaluate("('x]y'):match('[]]')"), R"("]")");
  EXPECT_EQ(evaluate("('a-z'):match('[a%-]+')"), R"("a-")");
  EXPECT_EQ(evaluate("('abc123'):match('[^%d]+')"), R"("abc")");
}

TEST(LuaPatterns, gmatch_and_gsub) {
  EXPECT_EQ(evaluate("(('hello world'):gsub('o', '0'))"), R"("hell0 w0rld")");
  EXPECT_EQ(evaluate("{ ('abc'):gsub('', '-') }"), R"(["-a-b-c-",4])");
  EXPECT_EQ(evaluate("(('hello'):gsub('(l)(l)', '%2%1<%0>%%'))"), R"("hell<ll>%o")");
  EXPECT_EQ(evaluate("(('$name is $age'):gsub('%$(%w+)', { name = 'Ann' }))"), R"("Ann is $age")");
  EXPECT_EQ(evaluate("(('abc'):gsub('%w', function(c) if c == 'b' then return 'X' end end))"),
            R"("aXc")");
  EXPECT_EQ(evaluate("(('aaa'):gsub('a', 'b', 2))"), R"("bba")");
  EXPECT_EQ(evaluate("(('abab'):gsub('^a', 'x'))"), R"("xbab")");
  EXPECT_EQ(evaluate("(function() local t = {} for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') "
                     "do t[k] = v end return t end)()"),
            R"({"a":"1","b":"2"})");
}

TEST(LuaPatterns, malformed_ones_are_errors) {
  for (const char* pattern : {"(", ")", "%", "[a", "[", "[%", "%b", "%bx", "%f", "(()", "%1"})
    EXPECT_NE(evaluate("('aaaa'):match('" + std::string(pattern) + "')").find("x.lua:1"),
              std::string::npos)
        << pattern;
}

TEST(LuaLibrary, pairs_goes_in_order_and_tostring_shows_no_address) {
  EXPECT_EQ(evaluate("(function() local s = '' for k in pairs({ b = 1, a = 1, [2] = 1, [1] = 1 }) "
                     "do s = s .. k end return s end)()"),
            R"("12ab")");
  EXPECT_EQ(evaluate("{ tostring({}), tostring(type), tostring(null), ('%s'):format({}) }"),
            R"(["table","function","null","table"])");
}

TEST(LuaLibrary, money_is_exact) {
  EXPECT_EQ(evaluate("AUD(20)"), R"({"currency":"AUD","minor":2000})");
  EXPECT_EQ(evaluate("AUD '19.95'"), R"({"currency":"AUD","minor":1995})");
  EXPECT_EQ(evaluate("JPY(7)"), R"({"currency":"JPY","minor":7})");
  EXPECT_NE(evaluate("AUD(19.95)").find("written as text"), std::string::npos);
  EXPECT_NE(evaluate("AUD(20.0)").find("written as text"), std::string::npos);
  EXPECT_NE(evaluate("AUD '19.955'").find("decimals"), std::string::npos);
  EXPECT_NE(evaluate("AUD(math.maxinteger)").find("64 bits"), std::string::npos);
  EXPECT_NE(evaluate("AUD {}").find("x.lua:1"), std::string::npos);
  EXPECT_NE(evaluate("XXX(1)").find("unknown name \"XXX\""), std::string::npos);
}

TEST(LuaLibrary, json_url_and_time) {
  EXPECT_EQ(evaluate(R"(json.decode('{"a":[1,null,2.50],"b":[]}'))"),
            R"({"a":[1,null,"2.50"],"b":[]})");
  EXPECT_EQ(evaluate("json.encode({ a = array {}, b = {} })"), R"("{\"a\":[],\"b\":{}}")");
  EXPECT_NE(evaluate("json.decode('{')").find("x.lua:1"), std::string::npos);
  EXPECT_EQ(evaluate("url.path('vouchers', 'a/b c')"), R"("/vouchers/a%2Fb%20c")");
  EXPECT_EQ(evaluate("time.text(time.parse('1997-01-12'))"), R"("1997-01-12T00:00:00.000000Z")");
}

TEST(LuaLibrary, host_functions_are_called_with_json) {
  EXPECT_EQ(evaluate("twice(21)"), "42");
  EXPECT_NE(evaluate("twice('x')").find("x.lua:1"), std::string::npos);
  EXPECT_NE(evaluate("twice(0.5)").find("fraction"), std::string::npos);
}

TEST(LuaLibrary, tables_that_are_neither_list_nor_object_are_refused) {
  EXPECT_NE(evaluate("{ 1, a = 2 }").find("mixes"), std::string::npos);
  EXPECT_NE(evaluate("{ [3] = 1 }").find("mixes"), std::string::npos);
  EXPECT_NE(evaluate("{ a = { b = { 1, 0.5 } } }").find("\"a.b[2]\""), std::string::npos);
}

TEST(Matcher, tells_every_step) {
  std::size_t steps = 0;
  const std::string subject(100, 'a');
  Matcher matcher(subject, "a*a*b", [&](std::size_t n) { steps += n; });
  EXPECT_EQ(matcher.match_at(subject.data()), nullptr);
  EXPECT_GT(steps, 5'000u);
}

}  // namespace
}  // namespace patchbay::adapters::lua
