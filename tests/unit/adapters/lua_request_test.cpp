// What call:get and its kin make of their options: path, query, bodies, headers, replies.

#include "adapters/lua/web_text.h"
#include "adapters/partner_words.h"
#include "tests/unit/adapters/lua_call_support.h"

namespace patchbay::adapters::lua {
namespace {

HttpStep request_of(const std::string& call) { return SteppedCall(call).request(); }

TEST(LuaRequest, fills_in_paths_and_escapes_what_it_puts_there) {
  EXPECT_EQ(request_of("call:get('/v/{id}/lines/{n}', { path = { id = 'a/b c', n = 7 } })").path,
            "/v/a%2Fb%20c/lines/7");
  EXPECT_EQ(request_of("call:get('/v?x=1', { query = { q = { 'a', 'b' }, p = true } })").path,
            "/v?x=1&p=true&q=a&q=b");
  for (const auto& [call, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {"call:get('/v/{id}')", "has no value"},
           {"call:get('/v/{id}', { path = { id = '..' } })", "another path"},
           {"call:get('/v/{id}', { path = { id = '' } })", "another path"},
           {"call:get('/v/{id}', { path = { id = {} } })", "must be a text"},
           {"call:get('/v', { path = { id = 1 } })", "has no {id}"},
           {"call:get('/v/{id', { path = { id = 1 } })", "brace"},
           {"call:get('/v}')", "starts with /"},
           {"call:get('v')", "starts with /"},
           {"call:get('/v', { query = { q = { {} } } })", "must be a text"}}) {
    const std::string end = SteppedCall(call).end();
    EXPECT_NE(end.find(words), std::string::npos) << call << ": " << end;
    EXPECT_NE(end.find("partner.lua:2"), std::string::npos) << end;
  }
}

TEST(LuaRequest, has_one_body_of_four_kinds) {
  const HttpStep form = request_of("call:post('/a', { form = { b = 'x y', a = 1 } })");
  EXPECT_EQ(form.body, "a=1&b=x%20y");
  EXPECT_EQ(form.headers.get("content-type"), "application/x-www-form-urlencoded");
  const HttpStep xml = request_of("call:put('/a', { xml = { 'a', id = '1', { 'b', '<&' } } })");
  EXPECT_EQ(xml.method, "PUT");
  EXPECT_NE(xml.body.find("<a id=\"1\"><b>&lt;&amp;</b></a>"), std::string::npos) << xml.body;
  EXPECT_EQ(xml.headers.get("content-type"), "application/xml; charset=utf-8");
  const HttpStep json =
      request_of("call:post('/a', { json = {}, headers = { ['Content-Type'] = 'text/x' } })");
  EXPECT_EQ(json.headers.get("content-type"), "text/x");
  EXPECT_EQ(request_of("call:post('/a', { body = 'raw' })").body, "raw");
  EXPECT_NE(SteppedCall("call:post('/a', { json = {}, body = '' })").end().find("one body"),
            std::string::npos);
  EXPECT_NE(SteppedCall("call:post('/a', { frm = {} })").end().find("did you mean \"form\""),
            std::string::npos);
  EXPECT_NE(SteppedCall("call:post('/a', { nothing_done_on = { 5 } })").end().find("statuses"),
            std::string::npos);
}

TEST(LuaReply, reads_xml_when_it_is_asked_for) {
  SteppedCall call("local r = call:get('/a') return succeeded { code = xml.text(r.xml, 'code') }");
  call.answer(answered(200, "<v><code>ABC</code></v>", "text/xml"));
  EXPECT_EQ(call.end(), R"(succeeded {"code":"ABC"})");
  SteppedCall broken("local r = call:get('/a') return succeeded { code = r.xml }");
  broken.answer(answered(200, "<v>", "text/xml"));
  EXPECT_NE(broken.end().find("XML cannot be read: line 1"), std::string::npos) << broken.end();
}

TEST(LuaReply, expect_gives_the_reply_or_ends_the_call_with_the_partners_words) {
  const std::string body =
      "local r = call:get('/a'):expect(200, 201) return succeeded { s = r.status }";
  SteppedCall fine(body);
  fine.answer(json_answer("{}", 201));
  EXPECT_EQ(fine.end(), R"(succeeded {"s":201})");
  SteppedCall refused(body);
  refused.answer(json_answer(R"({"errors":[{"code":"Card Blocked","detail":"is blocked"}]})", 422));
  EXPECT_EQ(refused.end(), "rejected card_blocked: is blocked");
  SteppedCall failed(body);
  failed.answer(http::Exchange(http::Failure{http::Stage::connect, false, "no route"}));
  EXPECT_TRUE(failed.end().starts_with("retryable the request failed (connect)")) << failed.end();
}

TEST(LuaReply, an_outcome_raised_after_value_moved_leaves_it_unknown) {
  SteppedCall call("call:post('/a', { moves_value = true }) call:get('/b'):expect(200)");
  call.answer(json_answer("{}", 201));
  call.answer(json_answer("{}", 404));
  EXPECT_TRUE(call.end().starts_with("unknown ")) << call.end();
  SteppedCall refused("call:post('/a', { moves_value = true }):expect(201)");
  refused.answer(json_answer("{}", 422));
  EXPECT_TRUE(refused.end().starts_with("rejected http_422")) << refused.end();
}

TEST(LuaReply, a_header_that_comes_twice_is_one_list) {
  SteppedCall call("local r = call:get('/a') return succeeded { x = r.headers['x-a'] }");
  http::Response response{200, {}, ""};
  response.headers.add("X-A", "1");
  response.headers.add("x-a", "2");
  call.answer(http::Exchange(std::move(response)));
  EXPECT_EQ(call.end(), R"(succeeded {"x":"1, 2"})");
}

TEST(PartnerWords, are_found_in_the_usual_shapes) {
  const auto words = [](const std::string& body) {
    const auto found = words_of({400, {}, body}, Scrubber());
    return found.code + "|" + found.message;
  };
  EXPECT_EQ(words(R"({"error":"invalid_request","message":"no"})"), "invalid_request|no");
  EXPECT_EQ(words(R"({"error":{"code":"X-1","message":"no"}})"), "x_1|no");
  EXPECT_EQ(words(R"({"error":"invalid_grant","error_description":"gone"})"), "invalid_grant|gone");
  EXPECT_EQ(words(R"({"title":"Bad","detail":"no such card","status":400})"), "|no such card");
  EXPECT_EQ(words(R"({"code":17})"), "17|");
  EXPECT_EQ(words("  No such card\n"), "|") << "a server may echo the request, secrets and all";
  EXPECT_EQ(words("<!DOCTYPE html><p>x"), "|");
  EXPECT_EQ(words("[]"), "|");
  EXPECT_EQ(words(""), "|");
  EXPECT_EQ(words(std::string(70'000, 'x')), "|");
}

TEST(PartnerWords, lose_secrets_before_they_are_cut) {
  Scrubber hidden;
  hidden.hide("Token-Of-Ours", "<proof>");
  const std::string long_words(295, 'x');
  const std::string body =
      R"({"code":"Token-Of-Ours","message":")" + long_words + R"(Token-Of-Ours"})";
  const auto found = words_of({400, {}, body}, hidden);
  EXPECT_EQ(found.code, "_proof_");
  EXPECT_EQ(found.message, long_words + "<proo") << "no half of a secret";
}

TEST(WebText, queries_go_both_ways) {
  const auto fields = parse_query("a=1&b=x+y%20z&a=2&c&=d&&a=3");
  EXPECT_EQ(boost::json::serialize(fields.at("a")), R"(["1","2","3"])");
  EXPECT_EQ(fields.at("b").as_string(), "x y z");
  EXPECT_EQ(fields.at("c").as_string(), "");
  EXPECT_EQ(query_text({{"a", "&="}}).value(), "a=%26%3D");
  EXPECT_FALSE(query_text({{"a", boost::json::object()}}));
}

}  // namespace
}  // namespace patchbay::adapters::lua
