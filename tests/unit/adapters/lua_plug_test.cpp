// Lua partners stepped with no socket: every recorded case of every partner, and what can go wrong.

#include "adapters/lua/lua_plug.h"

#include <boost/json/serialize.hpp>

#include "adapters/cases.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::adapters::lua {
namespace {

TEST(LuaPartners, every_recorded_case_holds) {
  std::size_t cases = 0;
  for (const auto& folder : std::filesystem::directory_iterator("scripts")) {
    if (!std::filesystem::exists(folder.path() / "partner.lua")) continue;
    const auto plug = load_plug(folder.path().string());
    ASSERT_TRUE(plug) << plug.error().message;
    const auto report = run_cases(**plug, folder.path().string());
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report->uncovered.empty()) << folder.path() << ": " << report->uncovered.front();
    for (const auto& one : report->cases)
      EXPECT_TRUE(one.passed) << one.file << ": " << one.name << "\n" << one.difference;
    cases += report->cases.size();
  }
  EXPECT_GE(cases, 50u);
}

TEST(LuaPartners, manifests_say_how_an_unknown_is_settled) {
  const auto woolworths = load_plug("scripts/woolworths");
  ASSERT_TRUE(woolworths) << woolworths.error().message;
  const Manifest& manifest = (*woolworths)->manifest();
  EXPECT_EQ(manifest.id, "woolworths");
  EXPECT_EQ(manifest.kind, "retail");
  EXPECT_EQ(manifest.capabilities, (std::vector<std::string>{"find_issued", "issue_voucher"}));
  ASSERT_EQ(manifest.settle.size(), 1u);
  EXPECT_EQ(manifest.settle[0].way, SettleWay::find_issued);
  EXPECT_EQ(manifest.settle[0].settle_after, std::chrono::seconds(30));
  EXPECT_EQ(manifest.auth.type, AuthType::oauth2_client_credentials);
  EXPECT_EQ((*woolworths)->origin(), "scripts/woolworths/partner.lua");
  EXPECT_EQ(load_plug("scripts/agl").value()->manifest().settle[0].way, SettleWay::repeat_same_key);
  EXPECT_EQ(load_plug("scripts/opal").value()->manifest().settle[0].way, SettleWay::report);
}

/// A partner with one capability whose body is `body`.
Result<std::shared_ptr<Plug>> plug_with(const ScratchFolder& folder, const std::string& body) {
  folder.write("partner.lua", "local function top_up(call, request)\n" + body +
                                  "\nend\nreturn { id = \"x\", name = \"X\", kind = "
                                  "\"transport\", version = \"1\", settings = {}, capabilities = "
                                  "{ top_up = top_up } }");
  return load_plug(folder.path().string());
}

Step first_step(const std::string& body) {
  const ScratchFolder folder;
  const auto plug = plug_with(folder, body);
  if (!plug) return rejected("load", plug.error().message);
  CallContext context;
  context.capability = "top_up";
  context.idempotency_key = "key-1";
  context.settings["api_url"] = "http://x";
  context.now = Timestamp{12};
  return (*plug)->begin(context, boost::json::object())->resume(Begin{});
}

std::string error_of(const std::string& body) {
  const Step step = first_step(body);
  const auto* outcome = std::get_if<Outcome>(&step);
  if (!outcome) return "a step";
  return outcome->code + ": " + outcome->message;
}

TEST(LuaPlug, a_script_error_is_rejected_and_names_file_and_line) {
  for (const auto& [body, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {"local x = nil; return x.y", "nil"},
           {"while true do end", "was stopped"},
           {"call:post('no slash')", "starts with /"},
           {"call:post('/a b')", "starts with /"},
           {"call:post('/a', { jsno = {} })", "did you mean \"json\""},
           {"call:post('/a', { json = { amount = 0.5 } })", "fraction"},
           {"call:get('/a', { headers = { ['X-A'] = 'b\\r\\nC: d' } })", "characters"},
           {"call:wait(-1)", "milliseconds"},
           {"call:read_file('f', 0, 1 << 40)", "4 MiB"},
           {"table.sort({ 2, 1 }, function() call:get('/a') end)", "sort"},
           {"return succeeded { amount = 0.5 }", "fraction"},
           {"return rejected('only_a_code')", "string expected"}}) {
    const std::string error = error_of(body);
    EXPECT_TRUE(error.starts_with("script_error: ")) << body << ": " << error;
    EXPECT_NE(error.find("partner.lua:2"), std::string::npos) << error;
    EXPECT_NE(error.find(words), std::string::npos) << error;
  }
}

TEST(LuaPlug, anything_but_an_outcome_is_an_error) {
  for (const char* body : {"return", "return 1", "return { kind = 'succeeded', result = {} }"})
    EXPECT_NE(error_of(body).find("must return succeeded"), std::string::npos) << body;
}

TEST(LuaPlug, an_error_after_a_step_that_moved_value_is_unknown) {
  const ScratchFolder folder;
  const auto plug = plug_with(folder, "call:post('/a', { moves_value = true }); error('late')");
  ASSERT_TRUE(plug) << plug.error().message;
  CallContext context;
  context.capability = "top_up";
  auto conversation = (*plug)->begin(context, boost::json::object());
  ASSERT_TRUE(std::holds_alternative<HttpStep>(conversation->resume(Begin{})));
  const Step step = conversation->resume(http::Exchange(http::Response{}));
  ASSERT_TRUE(std::holds_alternative<Outcome>(step));
  EXPECT_EQ(std::get<Outcome>(step).kind, OutcomeKind::unknown);
  EXPECT_NE(std::get<Outcome>(step).message.find("partner.lua:2: late"), std::string::npos);
}

TEST(LuaPlug, the_call_knows_key_settings_and_time) {
  const Step step = first_step(
      "return succeeded { key = call.key, url = call.settings.api_url, now = call.now }");
  ASSERT_TRUE(std::holds_alternative<Outcome>(step));
  EXPECT_EQ(boost::json::serialize(std::get<Outcome>(step).result),
            R"({"key":"key-1","now":12,"url":"http://x"})");
}

TEST(LuaPlug, steps_pass_through_pcall_and_loops_and_are_limited) {
  const ScratchFolder folder;
  const auto plug = plug_with(folder,
                              "local n = 0 while true do "
                              "local ok, reply = pcall(call.get, call, '/page') "
                              "if not ok then return rejected('stopped', reply) end end");
  ASSERT_TRUE(plug) << plug.error().message;
  CallContext context;
  context.capability = "top_up";
  auto conversation = (*plug)->begin(context, boost::json::object());
  Step step = conversation->resume(Begin{});
  int steps = 0;
  while (std::holds_alternative<HttpStep>(step) && steps < 1'000) {
    ++steps;
    step = conversation->resume(http::Exchange(http::Response{}));
  }
  EXPECT_EQ(steps, 64);
  ASSERT_TRUE(std::holds_alternative<Outcome>(step));
  EXPECT_NE(std::get<Outcome>(step).message.find("64 steps"), std::string::npos);
}

TEST(LuaPlug, files_and_waits_are_steps) {
  const ScratchFolder folder;
  const auto plug = plug_with(folder,
                              "call:wait(250) local part = call:read_file('in.csv', 5, 10) "
                              "return succeeded { text = part.bytes, last = part.end_of_file }");
  ASSERT_TRUE(plug) << plug.error().message;
  CallContext context;
  context.capability = "top_up";
  auto conversation = (*plug)->begin(context, boost::json::object());
  Step step = conversation->resume(Begin{});
  ASSERT_TRUE(std::holds_alternative<WaitStep>(step));
  EXPECT_EQ(std::get<WaitStep>(step).length, std::chrono::milliseconds(250));
  step = conversation->resume(Waited{});
  ASSERT_TRUE(std::holds_alternative<ReadFileStep>(step));
  EXPECT_EQ(std::get<ReadFileStep>(step).offset, 5u);
  step = conversation->resume(FileChunk{"abc", true});
  EXPECT_EQ(boost::json::serialize(std::get<Outcome>(step).result),
            R"({"last":true,"text":"abc"})");
}

TEST(LuaPlug, two_calls_at_once_and_an_abandoned_one_do_not_meet) {
  const auto plug = load_plug("scripts/opal").value();
  CallContext context;
  context.capability = "top_up";
  const boost::json::value request{
      {"reference", "r"}, {"account", "a"}, {"amount_minor", 1}, {"currency", "AUD"}};
  auto first = plug->begin(context, request);
  auto second = plug->begin(context, request);
  first->resume(Begin{});
  second->resume(Begin{});
  first.reset();
  http::Response created{201, {}, R"({"topup_id":"OT9"})"};
  created.headers.add("content-type", "application/json");
  const Step step = second->resume(http::Exchange(created));
  EXPECT_EQ(std::get<Outcome>(step).kind, OutcomeKind::succeeded);
}

TEST(LuaPlug, a_broken_partner_does_not_load_and_says_why) {
  const ScratchFolder folder;
  EXPECT_EQ(load_plug(folder.path().string()).error().kind, ErrorKind::not_found);
  folder.write("partner.lua", "return { id = \"x\", capabilities = { top_up = 1 } }");
  EXPECT_NE(load_plug(folder.path().string()).error().message.find("capabilities"),
            std::string::npos);
  folder.write("partner.lua", "return 1");
  EXPECT_NE(load_plug(folder.path().string()).error().message.find("partner.lua"),
            std::string::npos);
  folder.write("partner.lua", "return { id = \"x\", kind = \"transprot\", capabilities = {} }");
  EXPECT_FALSE(load_plug(folder.path().string()));
}

}  // namespace
}  // namespace patchbay::adapters::lua
