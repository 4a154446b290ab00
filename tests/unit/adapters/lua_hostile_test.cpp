// Hostile partner scripts (HOSTS.md section 4): each call ends in a clean error, soon, and the next
// call of the same plug is untouched.

#include "tests/unit/adapters/lua_call_support.h"
#include "tests/unit/adapters/lua_hostile_helpers.h"

namespace patchbay::adapters::lua {
namespace {

/// One plug whose first capability attacks, and whose second is honest and sees what was left.
std::string script_with(const std::string& body) {
  return "local function top_up(call, request)\n\n" + body + R"(
end
local function check_balance(call, request)
  local seen = pcall(function() return leaked end)
  leaked = call.key
  local root = xml.decode(xml.encode { "a", { "b", ("x"):upper() } })
  return succeeded { key = call.key, seen = seen, text = xml.text(root, "b"),
                     code = hash.md5(csv.encode({ { 1 } })), now = time.date(call.now) }
end
return { id = "x", name = "X", kind = "transport", version = "1", settings = {},
         secrets = { "key" }, capabilities = { top_up = top_up, check_balance = check_balance } })";
}

CallContext context_of(const std::string& capability) {
  CallContext context = call_context();
  context.capability = capability;
  context.secrets.emplace("key", Secret("hush-7c9e"));
  return context;
}

/// Runs the call to its end, and says how.
Outcome run(Plug& plug, const std::string& capability, const HelperAttack& attack) {
  auto conversation = plug.begin(context_of(capability), boost::json::object());
  Step step = conversation->resume(Begin{});
  while (!std::holds_alternative<Outcome>(step)) {
    const bool is_request = std::holds_alternative<HttpStep>(step);
    step = conversation->resume(is_request ? answered(200, attack.answer, attack.type)
                                           : Reply(Waited{}));
  }
  return std::get<Outcome>(std::move(step));
}

void expect_clean_end(const HelperAttack& attack) {
  const ScratchFolder folder;
  folder.write("plug/partner.lua", script_with(attack.attack.body));
  const auto plug = load_plug((folder.path() / "plug").string());
  ASSERT_TRUE(plug) << plug.error().message;
  double least_ms = stopped_ms_max;  // what else the machine does only adds
  for (int round = 0; round < 3; ++round) {
    const double start = thread_cpu_ms();
    const Outcome attacked = run(**plug, "top_up", attack);
    least_ms = std::min(least_ms, thread_cpu_ms() - start);
    EXPECT_EQ(attacked.kind, OutcomeKind::rejected) << attacked.message;
    EXPECT_EQ(attacked.code, "script_error") << attacked.message;
    EXPECT_TRUE(is_stopped_for(attacked.message, attack.attack.error)) << attacked.message;
    const Outcome honest = run(**plug, "check_balance", attack);
    EXPECT_EQ(boost::json::serialize(honest.result),
              R"({"code":"a5ea0ad9260b1550a14cc58d2c39b03d","key":"key-1","now":"2026-10-26",)"
              R"("seen":false,"text":"X"})")
        << honest.message;
  }
  EXPECT_LT(least_ms, stopped_ms_max);
}

class HostileLanguage : public ::testing::TestWithParam<Attack> {};
TEST_P(HostileLanguage, ends_soon_and_cleanly) { expect_clean_end({GetParam()}); }
INSTANTIATE_TEST_SUITE_P(Plug, HostileLanguage, ::testing::ValuesIn(core_attacks),
                         [](const auto& tested) { return std::string(tested.param.name); });

class HostileHelpers : public ::testing::TestWithParam<HelperAttack> {};
TEST_P(HostileHelpers, end_soon_and_cleanly) { expect_clean_end(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Plug, HostileHelpers, ::testing::ValuesIn(helper_attacks),
                         [](const auto& tested) { return std::string(tested.param.attack.name); });

TEST(HostileFiles, a_tree_of_required_files_is_paid_for) {
  const ScratchFolder folder;
  // A chain as deep as it gets, and files so large that compiling them all costs the budget.
  for (int i = 0; i < 60; ++i)
    folder.write(
        "plug/m" + std::to_string(i) + ".lua",
        "return require 'm" + std::to_string((i + 1) % 60) + "' --" + std::string(15'000, 'x'));
  folder.write("plug/partner.lua", script_with("require 'm0'"));
  const auto plug = load_plug((folder.path() / "plug").string());
  ASSERT_TRUE(plug) << plug.error().message;
  const double start = thread_cpu_ms();
  const Outcome outcome = run(**plug, "top_up", {{"", "", ""}});
  EXPECT_LT(thread_cpu_ms() - start, stopped_ms_max);
  EXPECT_NE(outcome.message.find("32 deep"), std::string::npos) << outcome.message;
}

TEST(HostileFiles, two_calls_at_once_do_not_see_each_other) {
  const ScratchFolder folder;
  folder.write("plug/own.lua", "return { n = 0 }");
  folder.write("plug/partner.lua", script_with("local own = require 'own' own.n = own.n + 1 "
                                               "leaked = own.n call:get('/a') "
                                               "return rejected('n', tostring(leaked))"));
  const auto plug = load_plug((folder.path() / "plug").string());
  ASSERT_TRUE(plug) << plug.error().message;
  auto first = (*plug)->begin(context_of("top_up"), boost::json::object());
  auto second = (*plug)->begin(context_of("top_up"), boost::json::object());
  first->resume(Begin{});
  second->resume(Begin{});
  for (auto* conversation : {second.get(), first.get()}) {
    const Step step = conversation->resume(json_answer("{}"));
    EXPECT_EQ(std::get<Outcome>(step).message, "1");
  }
}

TEST(ScriptErrors, are_what_the_manifest_says) {
  const std::string body = "local v = nil\nreturn v.x";
  EXPECT_EQ(SteppedCall(body).end().substr(0, 22), "rejected script_error:");
  const std::string retryable_end = SteppedCall(body, "on_error = 'retryable',").end();
  EXPECT_TRUE(retryable_end.starts_with("retryable ")) << retryable_end;
  EXPECT_NE(retryable_end.find("partner.lua:3: "), std::string::npos) << retryable_end;
  EXPECT_NE(retryable_end.find("(in top_up)"), std::string::npos) << retryable_end;
  SteppedCall moved("call:post('/a', { moves_value = true }) error('late')",
                    "on_error = 'retryable',");
  moved.answer(json_answer("{}", 201));
  EXPECT_TRUE(moved.end().starts_with("unknown ")) << moved.end();
  EXPECT_NE(SteppedCall("return 1", "on_error = 'ignored',").end().find("on_error"),
            std::string::npos);
}

TEST(ScriptErrors, name_the_function_that_broke) {
  const std::string end = SteppedCall("return read_line({})", "", call_context(),
                                      "local function read_line(t) return t.a.b end\n")
                              .end();
  EXPECT_NE(end.find("partner.lua:1: "), std::string::npos) << end;
  EXPECT_NE(SteppedCall("local x = helper({}) return x", "", call_context(),
                        "local function helper(t)\n  local y = t.a.b\n  return y\nend\n")
                .end()
                .find("(in helper)"),
            std::string::npos);
}

}  // namespace
}  // namespace patchbay::adapters::lua
