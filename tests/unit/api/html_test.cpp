#include "hub/api/html.h"

#include <gtest/gtest.h>

#include "hub/api/form.h"
#include "hub/api/portal_pages.h"

namespace patchbay::api {
namespace {

constexpr const char* hostile[] = {
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</pre></td></table><h1>x</h1>",
    "&lt;script&gt;",
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
    "<!--",
    "]]>",
};

/// Nothing in it that our own words do not have.
bool is_tame(const std::string& markup) {
  for (const auto* word : {"<script", "<img", "<h1>x", "<!--", "' onmouse", "\"><img"})
    if (markup.find(word) != std::string::npos) return false;
  return true;
}

TEST(Html, escapes_every_text_wherever_it_stands) {
  EXPECT_EQ(Html::text("<a href='\"&\">").markup(), "&lt;a href=&#39;&quot;&amp;&quot;&gt;");
  for (const auto* text : hostile) {
    for (const auto& piece :
         {Html::text(text), element("p", text), block(text), link(portal_path({text}), text),
          button(portal_path({text}), text, {{"name", text}}), table({"a"}, {{Html::text(text)}}),
          facts({{"a", Html::text(text)}})})
      EXPECT_TRUE(is_tame(piece.markup())) << piece.markup();
  }
}

TEST(Html, texts_are_made_whole_before_they_are_shown) {
  EXPECT_EQ(Html::text(std::string("a\0b", 3)).markup(),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(Html::text("\xC3(").markup(), "\xEF\xBF\xBD(");
  EXPECT_EQ(Html::text("\x1B[31m").markup(), "\xEF\xBF\xBD[31m");
}

TEST(Html, paths_are_of_the_portal_whatever_their_segments_are) {
  EXPECT_EQ(portal_path({"a/b", "../..", "c?d#e"}), "/portal/a%2Fb/..%2F../c%3Fd%23e");
  EXPECT_EQ(link(portal_path({"\"><b>"}), "x").markup(), "<a href=\"/portal/%22%3E%3Cb%3E\">x</a>");
}

TEST(PortalPages, hostile_answers_endpoints_and_names_stay_texts) {
  for (const auto* text : hostile) {
    const SiteFrame frame{text, text, true};
    EndpointPage page;
    page.endpoint.id = page.endpoint.url = page.endpoint.description = text;
    page.endpoint.event_types = page.endpoint.state_reason = text;
    page.messages.resize(1);
    auto& message = page.messages[0];
    message.event = message.event_type = message.endpoint = message.state = message.reason = text;
    page.secrets.resize(1);
    page.secrets[0].id = page.secrets[0].public_key = text;
    page.replays.resize(1);
    page.replays[0].outcome = text;
    page.replays[0].ended_at = Timestamp{1};
    MessagePage one{message, std::string(text), {}, text};
    webhooks::AttemptView attempt;
    attempt.failure = attempt.body = text;
    attempt.headers = "{\"x\":\"<script>alert(1)</script>\",\"<img src=x>\":\"y\"}";
    one.attempts.push_back(attempt);
    for (const auto& body :
         {endpoint_page(page, frame), message_page(one, frame), endpoints_page({page.endpoint}),
          replay_page(text, webhooks::Replayed::failed, 1, frame),
          login_form(portal_site(), text)}) {
      const auto response = site_page(portal_site(), 200, frame, text, body);
      EXPECT_TRUE(is_tame(response.body)) << response.body;
    }
  }
}

TEST(PortalPages, nothing_is_loaded_from_elsewhere_and_no_script_runs) {
  const auto response =
      site_page(portal_site(), 200, {"agl", "t", true}, "Verifying", verify_page());
  const std::string policy(response.headers.get("Content-Security-Policy"));
  EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'sha256-")) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_NE(policy.find("form-action 'self'; frame-ancestors 'none'"), std::string::npos);
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
  EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.body.find("src="), std::string::npos);
  for (const auto* name : {"verify.js", "verify.php", "verify.pl", "verify.py", "verify.sh"})
    EXPECT_NE(response.body.find(name), std::string::npos) << name;
  EXPECT_NE(response.body.find("if (Math.abs(age) &gt; 300)"), std::string::npos);
}

http::Request posted(const std::string& body,
                     const std::string& type = "application/x-www-form-urlencoded") {
  http::Request request;
  request.body = body;
  request.headers.add("Content-Type", type);
  return request;
}

TEST(Form, fields_are_decoded_and_checked) {
  const auto fields = read_form(posted("key=a%3Db+c&secret=%26&empty="));
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->at("key"), "a=b c");
  EXPECT_EQ(fields->at("secret"), "&");
  EXPECT_EQ(fields->at("empty"), "");
  EXPECT_TRUE(read_form(posted("")));
  EXPECT_FALSE(read_form(posted("a=1&a=2")));
  EXPECT_FALSE(read_form(posted("a=%00")));
  EXPECT_FALSE(read_form(posted("a=%FF")));
  EXPECT_FALSE(read_form(posted("a=" + std::string(501, 'x'))));
  EXPECT_FALSE(read_form(posted("a=1", "text/plain")));
  EXPECT_FALSE(read_form(posted("a=1", "")));
  EXPECT_TRUE(read_form(posted("a=1", "Application/x-www-form-urlencoded; charset=utf-8")));
  std::string many;
  for (int i = 0; i < 30; ++i) many += "f" + std::to_string(i) + "=1&";
  EXPECT_FALSE(read_form(posted(many + "z=1")));
}

TEST(Form, another_site_is_told_by_what_browsers_say) {
  const auto says = [](const char* header, const char* value) {
    http::Request request;
    request.headers.add("Host", "hub.example:8080");
    if (*header) request.headers.add(header, value);
    return is_same_site(request);
  };
  EXPECT_TRUE(says("", ""));
  EXPECT_TRUE(says("Sec-Fetch-Site", "same-origin"));
  EXPECT_TRUE(says("Sec-Fetch-Site", "none"));
  EXPECT_FALSE(says("Sec-Fetch-Site", "same-site"));
  EXPECT_FALSE(says("Sec-Fetch-Site", "cross-site"));
  EXPECT_TRUE(says("Origin", "https://HUB.example:8080"));
  EXPECT_FALSE(says("Origin", "https://evil.example"));
  EXPECT_FALSE(says("Origin", "null"));
}

}  // namespace
}  // namespace patchbay::api
