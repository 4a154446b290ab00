// Lists in pages: the rules by themselves, and as iterators of a script.

#include "adapters/lua/link_header.h"
#include "adapters/lua/paging.h"
#include "tests/unit/adapters/lua_call_support.h"

namespace patchbay::adapters::lua {
namespace {

Pager pager(const std::string& rule) {
  return Pager(read_page_rule(boost::json::parse(rule)).value());
}
std::string query(const Pager& pager) { return boost::json::serialize(pager.query()); }

TEST(Pager, counts_pages_until_one_is_not_full) {
  Pager pages = pager(R"({"by":"page","size":2})");
  EXPECT_EQ(query(pages), R"({"page":1,"per_page":2})");
  ASSERT_TRUE(pages.advance({2}));
  EXPECT_EQ(query(pages), R"({"page":2,"per_page":2})");
  ASSERT_TRUE(pages.advance({1}));
  EXPECT_TRUE(pages.finished());
}

TEST(Pager, a_total_ends_a_list_of_full_pages) {
  Pager pages = pager(R"({"by":"offset","size":2,"parameter":"skip","total":"n"})");
  EXPECT_EQ(query(pages), R"({"skip":0,"limit":2})");
  ASSERT_TRUE(pages.advance({.items = 2, .total = 4}));
  EXPECT_EQ(query(pages), R"({"skip":2,"limit":2})");
  ASSERT_TRUE(pages.advance({.items = 2, .total = 4}));
  EXPECT_TRUE(pages.finished());
}

TEST(Pager, follows_cursors_and_links_and_sees_a_circle) {
  Pager cursor = pager(R"({"by":"cursor","next":"meta.next","parameter":"after"})");
  EXPECT_EQ(query(cursor), "{}");
  ASSERT_TRUE(cursor.advance({.items = 0, .cursor = "a"}));
  EXPECT_EQ(query(cursor), R"({"after":"a"})");
  EXPECT_FALSE(cursor.advance({.items = 1, .cursor = "a"}));
  Pager last = pager(R"({"by":"cursor","next":"n"})");
  ASSERT_TRUE(last.advance({.items = 1, .cursor = ""}));
  EXPECT_TRUE(last.finished());
  Pager link = pager(R"({"by":"link"})");
  ASSERT_TRUE(link.advance({.items = 1, .link = "/b"}));
  EXPECT_EQ(link.link(), "/b");
  ASSERT_TRUE(link.advance({.items = 1}));
  EXPECT_TRUE(link.finished());
}

TEST(Pager, more_pages_than_the_limit_are_an_error_not_a_shorter_list) {
  Pager pages = pager(R"({"by":"page","limit":2})");
  ASSERT_TRUE(pages.advance({1}));
  const auto ended = pages.advance({1});
  ASSERT_FALSE(ended);
  EXPECT_NE(ended.error().message.find("more than 2 pages"), std::string::npos);
}

TEST(Pager, a_rule_that_does_not_fit_is_refused) {
  for (const char* rule : {R"({"by":"pages"})", R"({"by":"cursor"})", R"({"by":"page","limit":61})",
                           R"({"by":"page","sise":1})", R"({})", R"({"by":"page","size":-1})"})
    EXPECT_FALSE(read_page_rule(boost::json::parse(rule))) << rule;
}

TEST(LinkHeader, finds_the_next_page) {
  EXPECT_EQ(next_link(R"(<https://x/a?page=2>; rel="next", <https://x/a?page=9>; rel="last")"),
            "https://x/a?page=2");
  EXPECT_EQ(next_link(R"(</a>; rel=prev, </b>; title="a, \"b\"; c"; rel="first NEXT")"), "/b");
  EXPECT_EQ(next_link("</a>; rel=next"), "/a");
  for (const char* field : {"", "</a>", "<a; rel=next", "rel=next", "</a>; rel", "</a>; rel=\"next",
                            ";;;;", "</a>; =; rel=prev"})
    EXPECT_EQ(next_link(field).value_or("none"),
              std::string_view(field) == "</a>; rel=\"next" ? "/a" : "none")
        << field;
}

TEST(LinkHeader, leads_nowhere_but_to_the_partner) {
  const std::string api = "https://partner.example/v1/";
  const auto path = [&](const std::string& target) {
    const auto found = path_of_link(target, api, "/items?page=1");
    return found ? *found : "refused";
  };
  EXPECT_EQ(path("https://partner.example/v1/items?page=2"), "/items?page=2");
  EXPECT_EQ(path("https://PARTNER.example:443/v1/items"), "/items");
  EXPECT_EQ(path("/v1/items?page=2"), "/items?page=2");
  EXPECT_EQ(path("?page=2"), "/items?page=2");
  for (const char* target :
       {"https://other.example/v1/items", "http://partner.example/v1/items", "//other.example/v1/x",
        "https://partner.example:8443/v1/items", "/v2/items", "/v1", "/v1x/items", "items",
        "https://partner.example@other.example/v1/items", "javascript:alert(1)", ""})
    EXPECT_EQ(path(target), "refused") << target;
}

TEST(LuaPages, items_of_all_pages_come_in_one_loop) {
  SteppedCall call(R"(
    local codes = {}
    for item in call:each("/items", { by = "page", size = 2, items = "data.list" },
                          { query = { open = true } }) do
      codes[#codes + 1] = item.code
    end
    return succeeded { codes = codes })");
  EXPECT_EQ(call.request().path, "/items?open=true&page=1&per_page=2");
  call.answer(json_answer(R"({"data":{"list":[{"code":"a"},{"code":"b"}]}})"));
  EXPECT_EQ(call.request().path, "/items?open=true&page=2&per_page=2");
  call.answer(json_answer(R"({"data":{"list":[{"code":"c"}]}})"));
  EXPECT_EQ(call.end(), R"(succeeded {"codes":["a","b","c"]})");
}

TEST(LuaPages, by_cursor_an_empty_page_is_not_the_end) {
  SteppedCall call(R"(
    local n = 0
    for item in call:each("/i", { by = "cursor", next = "next", items = "items" }) do n = n + 1 end
    return succeeded { n = n })");
  call.answer(json_answer(R"({"items":[],"next":12})"));
  EXPECT_EQ(call.request().path, "/i?cursor=12");
  call.answer(json_answer(R"({"items":[1,2],"next":null})"));
  EXPECT_EQ(call.end(), R"(succeeded {"n":2})");
}

TEST(LuaPages, by_link_pages_are_replies) {
  SteppedCall call(R"(
    local sum = 0
    for page in call:pages("/i", { by = "link" }) do
      for _, n in ipairs(page.json) do sum = sum + n end
    end
    return succeeded { sum = sum })");
  call.answer(answered(200, "[1,2]", "application/json",
                       "<https://partner.example/v1/i?c=x%20y>; rel=\"next\""));
  EXPECT_EQ(call.request().path, "/i?c=x%20y");
  call.answer(json_answer("[3]"));
  EXPECT_EQ(call.end(), R"(succeeded {"sum":6})");
}

TEST(LuaPages, what_is_no_page_ends_the_call) {
  const std::string body = "for x in call:each('/i', { by = 'page', items = 'd' }) do end";
  SteppedCall refused(body);
  refused.answer(json_answer(R"({"error":"nope","message":"not you"})", 403));
  EXPECT_EQ(refused.end(), "rejected nope: not you");
  for (const char* page : {R"({"d":{"a":1}})", R"({})", "[]", "no json", R"({"d":7})"}) {
    SteppedCall odd(body);
    odd.answer(json_answer(page));
    EXPECT_NE(odd.end().find("no list at \"d\""), std::string::npos) << odd.end();
    EXPECT_NE(odd.end().find("partner.lua:2"), std::string::npos) << odd.end();
  }
  SteppedCall away("for x in call:each('/i', { by = 'link' }) do end");
  away.answer(answered(200, "[1]", "application/json", "<https://evil.example/>; rel=next"));
  EXPECT_NE(away.end().find("leads away"), std::string::npos) << away.end();
}

TEST(LuaPages, a_caught_refusal_goes_on) {
  SteppedCall call(R"(
    local ok, why = pcall(function() for x in call:each('/i', { by = 'page' }) do end end)
    return succeeded { ok = ok, kind = why.kind })");
  call.answer(json_answer("{}", 404));
  EXPECT_EQ(call.end(), R"(succeeded {"kind":"rejected","ok":false})");
}

}  // namespace
}  // namespace patchbay::adapters::lua
