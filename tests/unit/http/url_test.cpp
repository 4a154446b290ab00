#include "hub/http/url.h"

#include <gtest/gtest.h>

namespace patchbay::http {
namespace {

std::string parts(std::string_view text) {
  const auto url = split_url(text);
  if (!url) return "error";
  return std::string(url->tls ? "tls " : "plain ") + url->host + " " + std::to_string(url->port) +
         " " + url->target + " " + url->authority();
}

TEST(SplitUrl, GivesTheParts) {
  EXPECT_EQ(parts("http://Example.COM"), "plain example.com 80 / example.com");
  EXPECT_EQ(parts("https://a.b:8443/x%20y?q=%2F#f"), "tls a.b 8443 /x%20y?q=%2F a.b:8443");
  EXPECT_EQ(parts("HTTPS://a.b:443?x"), "tls a.b 443 /?x a.b");
  EXPECT_EQ(parts("http://[::1]:81/"), "plain ::1 81 / [::1]:81");
  EXPECT_EQ(parts("http://127.0.0.1:/a"), "plain 127.0.0.1 80 /a 127.0.0.1");
}

TEST(SplitUrl, RefusesWhatIsNotAPlainHttpUrl) {
  for (const std::string_view bad :
       {"", "/a", "example.com", "ftp://a/b", "http://", "http:///a", "http://:80/", "http://a:0/",
        "http://a:65536/", "http://a:x/", "http://u:p@a/", "http://a b/", "http://a/b c",
        "http://a/\r\nX: y", "http://a%00b/", "http://a%20b/", "http://[::1", "http://a/%zz"}) {
    EXPECT_EQ(parts(bad), "error") << bad;
  }
  EXPECT_EQ(parts("http://a/" + std::string(10'000, 'x')), "error");
}

TEST(SplitUrl, NeverQuotesTheText) {
  const auto url = split_url("http://user:hunter2@host/");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::http
