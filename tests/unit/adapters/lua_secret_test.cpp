// Secrets, log lines and random ids of a call.

#include "hub/base/log.h"
#include "tests/unit/adapters/lua_call_support.h"

namespace patchbay::adapters::lua {
namespace {

constexpr const char* hidden = "hush-7c9e";

CallContext with_secret() {
  CallContext context = call_context();
  context.secrets.emplace("key", Secret(hidden));
  return context;
}

SteppedCall secret_call(const std::string& body) { return SteppedCall(body, "", with_secret()); }

TEST(LuaSecret, goes_into_every_part_of_a_request_but_its_path) {
  const std::string key = "call:secret('key')";
  const HttpStep step =
      secret_call("call:post('/a', { headers = { Authorization = 'Bearer ' .. " + key +
                  " }, query = { k = " + key + " }, form = { k = " + key + " } })")
          .request();
  EXPECT_EQ(step.headers.get("authorization"), "Bearer hush-7c9e");
  EXPECT_EQ(step.path, "/a?k=hush-7c9e");
  EXPECT_EQ(step.body, "k=hush-7c9e");
  EXPECT_EQ(secret_call("call:post('/a', { json = { a = { " + key + " } } })").request().body,
            R"({"a":["hush-7c9e"]})");
  EXPECT_NE(
      secret_call("call:post('/a', { xml = { 'a', " + key + " } })").request().body.find(hidden),
      std::string::npos);
  EXPECT_EQ(secret_call("call:post('/a', { body = " + key + " })").request().body, hidden);
  EXPECT_NE(
      secret_call("call:get('/{k}', { path = { k = " + key + " } })").end().find("is a secret"),
      std::string::npos);
}

TEST(LuaSecret, what_is_made_of_it_is_one_but_the_code_of_an_hmac) {
  EXPECT_EQ(secret_call("call:get('/', { headers = { A = 'Basic ' .. "
                        "base64.encode('u:' .. call:secret('key')) } })")
                .request()
                .headers.get("a"),
            "Basic dTpodXNoLTdjOWU=");
  EXPECT_EQ(value_of("#hmac.sha256(call:secret('key'), 'x')", with_secret()), "64");
  for (const char* expression : {"call:secret('key')",
                                 "'' .. call:secret('key')",
                                 "call:secret('key') .. call:secret('key')",
                                 "base64.encode(call:secret('key'))",
                                 "hex.encode(call:secret('key'))",
                                 "base64.decode(base64.encode(call:secret('key')))",
                                 "hash.sha256(call:secret('key'))",
                                 "json.encode(call:secret('key'))",
                                 "json.encode { call:secret('key') }",
                                 "xml.encode { 'a', call:secret('key') }",
                                 "csv.encode { { call:secret('key') } }",
                                 "#call:secret('key')",
                                 "call:secret('key') < call:secret('key')",
                                 "call:secret('key'):sub(1, 1)",
                                 "string.sub(call:secret('key'), 1)",
                                 "string.rep(call:secret('key'), 2)",
                                 "table.concat({ call:secret('key') })",
                                 "url.escape(call:secret('key'))",
                                 "url.query { a = call:secret('key') }",
                                 "call:secret('key') + 1",
                                 "call:secret('key')[1]",
                                 "error(call:secret('key'))",
                                 "rejected('a', call:secret('key'))",
                                 "pairs(call:secret('key'))"}) {
    const std::string end = value_of(expression, with_secret());
    EXPECT_TRUE(end.starts_with("rejected script_error")) << expression << ": " << end;
    EXPECT_EQ(end.find("hush"), std::string::npos) << expression << ": " << end;
  }
  EXPECT_EQ(
      value_of("tostring(call:secret('key')) .. ('%s'):format(call:secret('key'))", with_secret()),
      "\"secretsecret\"");
  EXPECT_EQ(value_of("call:secret('key') == 'hush-7c9e'", with_secret()), "false");
  EXPECT_EQ(value_of("type(call:secret('key'))", with_secret()), "\"userdata\"");
}

TEST(LuaSecret, only_those_that_are_listed) {
  EXPECT_NE(value_of("call:secret('other')", with_secret()).find("lists no secret \"other\""),
            std::string::npos);
}

TEST(LuaSecret, is_cut_out_of_what_the_partner_echoes) {
  SteppedCall call = secret_call("return call:get('/a').outcome");
  call.answer(json_answer(R"({"error":"bad","message":"the key hush-7c9e is old"})", 400));
  EXPECT_EQ(call.end(), "rejected bad: the key *** is old");
  SteppedCall raised = secret_call("error(call:get('/a').body)");
  raised.answer(answered(200, std::string(480, 'x') + hidden, "text/plain"));
  EXPECT_EQ(raised.end().find("hush"), std::string::npos) << raised.end();
}

/// Lines that were logged while it lives.
class LogLines {
 public:
  LogLines() {
    set_log_sink([this](LogLevel, std::string_view line) { lines.emplace_back(line); });
  }
  ~LogLines() { set_log_sink({}); }
  std::vector<std::string> lines;
};

TEST(LuaLog, is_one_line_with_its_fields_and_without_secrets) {
  const LogLines log;
  secret_call("log.warn('no stock', { sku = 7, said = 'hush-7c9e!' }) log.info('hush-7c9e')");
  ASSERT_EQ(log.lines.size(), 2u);
  for (const char* words : {"plug.log", "no stock", "sku", "top_up", "partner.lua"})
    EXPECT_NE(log.lines[0].find(words), std::string::npos) << log.lines[0];
  for (const auto& line : log.lines) EXPECT_EQ(line.find("hush"), std::string::npos) << line;
}

TEST(LuaLog, no_escaping_hides_a_secret_from_redaction) {
  const LogLines log;
  CallContext context = call_context();
  context.secrets.emplace("key", Secret("pa\"ss/wo\\rd"));
  SteppedCall("log.info('x', { said = [[it is pa\"ss/wo\\rd!]] })", "", context);
  ASSERT_EQ(log.lines.size(), 1u);
  EXPECT_EQ(log.lines[0].find("ss/wo"), std::string::npos) << log.lines[0];
  EXPECT_NE(log.lines[0].find("***"), std::string::npos) << log.lines[0];
}

TEST(LuaLog, shows_nothing_that_the_call_was_proven_with) {
  const LogLines log;
  CallContext context = call_context();
  Scrubber proofs;
  proofs.hide("Bearer-Of-Ours", "<proof 1>");
  context.hidden = std::make_shared<const Scrubber>(proofs);
  SteppedCall("log.info('it said Bearer-Of-Ours', { body = 'Bearer-Of-Ours' })", "", context);
  ASSERT_EQ(log.lines.size(), 1u);
  EXPECT_EQ(log.lines[0].find("Bearer"), std::string::npos) << log.lines[0];
}

TEST(LuaLog, is_bounded_in_number_and_size) {
  const LogLines log;
  SteppedCall("for i = 1, 100 do log.info(('x'):rep(3000), { y = ('z'):rep(3000) }) end");
  EXPECT_EQ(log.lines.size(), 51u);  // fifty, and one that says so
  for (const auto& line : log.lines) EXPECT_LT(line.size(), 3'000u);
  EXPECT_NE(log.lines.back().find("log_full"), std::string::npos);
}

TEST(LuaLog, refuses_what_is_no_text) {
  EXPECT_NE(SteppedCall("log.info({})").end().find("string expected"), std::string::npos);
  EXPECT_NE(SteppedCall("log.info('x', 5)").end().find("table expected"), std::string::npos);
  EXPECT_NE(SteppedCall("log.info('x', { f = type })").end().find("is a function"),
            std::string::npos);
}

TEST(LuaUuid, comes_from_the_calls_randomness) {
  SeededRandom random(7), again(7);
  CallContext context = call_context();
  context.random = &random;
  const std::string first = value_of("call:uuid()", context);
  context.random = &again;
  EXPECT_EQ(value_of("call:uuid()", context), first);
  EXPECT_EQ(first.size(), 38u) << first;
  EXPECT_EQ(first[15], '4') << first;
  EXPECT_NE(std::string("89ab").find(first[20]), std::string::npos) << first;
  EXPECT_EQ(value_of("call:uuid() ~= call:uuid()"), "true");
}

}  // namespace
}  // namespace patchbay::adapters::lua
