#include "hub/app/doors.h"

#include <gtest/gtest.h>

namespace patchbay::app {
namespace {

Result<Doors> doors(const std::map<std::string, std::string>& given) {
  return read_doors(FieldValues::check(config_fields(), given).value());
}
std::string refusal(const std::map<std::string, std::string>& given) {
  const auto read = doors(given);
  return read ? "accepted" : read.error().message;
}

TEST(Doors, loopback_needs_nothing) {
  EXPECT_EQ(doors({})->listen.port, 8080);
  EXPECT_EQ(doors({{"http.listen", "localhost:0"}})->listen.host, "127.0.0.1");
  EXPECT_EQ(doors({{"http.listen", "[::1]:1"}})->listen.host, "::1");
}

TEST(Doors, others_reach_the_hub_by_tls_a_proxy_or_on_purpose) {
  const std::string open = "0.0.0.0:80";
  EXPECT_NE(refusal({{"http.listen", open}}).find("can be reached by others"), std::string::npos);
  EXPECT_TRUE(doors({{"http.listen", open}, {"http.allow_plain", "true"}}));
  EXPECT_TRUE(doors({{"http.listen", open}, {"http.trusted_proxies", "10.0.0.0/8"}}));
  EXPECT_TRUE(doors({{"http.listen", open}, {"http.tls_certificate", "/etc/hub.pem"}}));
}

TEST(Doors, name_the_setting_that_is_wrong) {
  EXPECT_TRUE(
      refusal({{"http.trusted_proxies", "10.0.0.1/8"}}).starts_with("http.trusted_proxies"));
  EXPECT_TRUE(
      refusal({{"security.allowed_networks", "home"}}).starts_with("security.allowed_networks"));
  EXPECT_TRUE(refusal({{"http.public_url", "hub.example.com"}}).starts_with("http.public_url"));
}

TEST(Doors, the_public_url_has_no_slash_at_its_end) {
  EXPECT_EQ(doors({{"http.public_url", "https://hub.example.com/"}})->public_url,
            "https://hub.example.com");
}

}  // namespace
}  // namespace patchbay::app
